"""Makes the legacy .h5 files in this folder and models.json, which says what they predict.

Run in this folder with Keras 3.15 on any backend: python legacy.py. The files that Keras no longer writes are put together
with h5py as Keras 2 and its predecessors laid them out; the numbers are those of Keras 3 with the formulas of Keras 2.
"""

import json
import struct

import h5py
import keras
import numpy as np

rng = np.random.default_rng(4)


def values(*shape):
    return rng.normal(0, 0.5, shape).astype("float32")


def plain(array):
    return np.asarray(array).tolist()


def fill(model):
    for weight in model.weights:
        low = 0.5 if "variance" in weight.path else -0.7
        weight.assign(rng.uniform(low, 0.9, weight.shape))


cases = []


def case(name, model, x, **more):
    outputs = [plain(model.predict(x, verbose=0))]
    cases.append({"name": name, "inputs": [plain(x)], "outputs": outputs, **more})


def hard_sigmoid(x):
    return keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)


# ---- what Keras 3 writes: the order of weights, and layers with random generators ----------------------------------------

L = keras.layers
inner = keras.Sequential(
    [L.Dense(4, name="still"), L.GRU(3, return_sequences=True), L.BatchNormalization()], name="inner")
frozen = keras.Sequential([L.Dense(3), L.BatchNormalization(), L.Dense(2)], name="frozen")
model = keras.Sequential([
    keras.Input((4, 2)),
    inner,
    L.GaussianNoise(0.1, seed=1),
    L.Bidirectional(L.GRU(2, return_sequences=True, dropout=0.2, recurrent_dropout=0.3)),
    L.Dropout(0.5),
    L.RNN(L.StackedRNNCells([L.GRUCell(3), L.GRUCell(2, reset_after=False)]), return_sequences=True),
    L.TimeDistributed(frozen),
    L.BatchNormalization(name="norm"),
    L.GRU(2),
], name="nested")
inner.layers[0].trainable = False
frozen.trainable = False
model.get_layer("norm").trainable = False
fill(model)
x = values(3, 4, 2)
model.save("nested.h5")
model.save_weights("nested.weights.h5")
case("nested", model, x, weights=[plain(w) for w in model.weights])

# ---- names as they were stored for years ------------------------------------------------------------------------------


def write(file, layers, config, training=None, optimizer=(), version="2.1.2", fixed=True):
    """layers: (name, [(weight name, array)]); fixed: names as byte strings of one length."""

    def names(group, key, all):
        group.attrs[key] = np.array([n.encode() for n in all], dtype="S") if fixed and all else all

    with h5py.File(file, "w") as f:
        root = f
        if config is not None:
            f.attrs["keras_version"] = np.bytes_(version)
            f.attrs["backend"] = np.bytes_("tensorflow")
            f.attrs["model_config"] = json.dumps(config).encode()
            root = f.create_group("model_weights")
        if training is not None:
            f.attrs["training_config"] = json.dumps(training).encode()
        root.attrs["keras_version"] = np.bytes_(version)
        root.attrs["backend"] = np.bytes_("tensorflow")
        names(root, "layer_names", [name for name, _ in layers])
        for name, weights in layers:
            group = root.create_group(name)
            names(group, "weight_names", [n for n, _ in weights])
            for n, value in weights:
                group[n] = value
        if optimizer:
            group = f.create_group("optimizer_weights")
            names(group, "weight_names", [n for n, _ in optimizer])
            for n, value in optimizer:
                group[n] = value


def gru_config(**more):
    return {"name": "gru_1", "trainable": True, "return_sequences": False, "go_backwards": False, "stateful": False,
            "unroll": False, "units": 3, "activation": "tanh", "recurrent_activation": "hard_sigmoid",
            "use_bias": True, "kernel_initializer": {"class_name": "VarianceScaling", "config": {
                "scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None}},
            "recurrent_initializer": {"class_name": "Orthogonal", "config": {"gain": 1.0, "seed": None}},
            "bias_initializer": {"class_name": "Zeros", "config": {}}, "kernel_regularizer": None,
            "recurrent_regularizer": None, "bias_regularizer": None, "activity_regularizer": None,
            "kernel_constraint": None, "recurrent_constraint": None, "bias_constraint": None, "dropout": 0.0,
            "recurrent_dropout": 0.0, **more}


def dense_config():
    return {"name": "dense_1", "trainable": True, "units": 2, "activation": "linear", "use_bias": True,
            "kernel_initializer": {"class_name": "VarianceScaling", "config": {
                "scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None}},
            "bias_initializer": {"class_name": "Zeros", "config": {}}, "kernel_regularizer": None,
            "bias_regularizer": None, "activity_regularizer": None, "kernel_constraint": None, "bias_constraint": None}


def old(reset_after):
    model = keras.Sequential([
        keras.Input((5, 2)), L.GRU(3, recurrent_activation=hard_sigmoid, reset_after=reset_after), L.Dense(2)])
    fill(model)
    w = [np.asarray(x) for x in model.weights]
    layers = [
        ("gru_1", list(zip(["gru_1/kernel:0", "gru_1/recurrent_kernel:0", "gru_1/bias:0"], w[:3]))),
        ("dropout_1", []),
        ("dense_1", list(zip(["dense_1/kernel:0", "dense_1/bias:0"], w[3:]))),
    ]
    return model, w, layers


def slots(weights, pattern, names):
    return [(pattern % i, np.full_like(w, 0.1 + 0.01 * i)) for i, w in enumerate(weights, names)]


# A Sequential of 2017: a list of layers, no reset_after, implementation 0; Adam with memories one kind after the other and
# one that it only uses with amsgrad.
model, w, layers = old(False)
config = {"class_name": "Sequential", "config": [
    {"class_name": "GRU", "config": {"batch_input_shape": [None, 5, 2], "dtype": "float32",
                                     **gru_config(implementation=0)}},
    {"class_name": "Dropout", "config": {"name": "dropout_1", "trainable": True, "rate": 0.5, "noise_shape": None,
                                         "seed": None}},
    {"class_name": "Dense", "config": dense_config()}]}
training = {"optimizer_config": {"class_name": "Adam", "config": {
    "lr": 0.0020000000949949026, "beta_1": 0.9, "beta_2": 0.999, "decay": 0.01, "epsilon": 1e-07, "amsgrad": False}},
    "loss": "mean_squared_error", "metrics": ["mae", "acc"], "sample_weight_mode": None, "loss_weights": None}
adam = [("Adam/iterations:0", np.int64(7))] + slots(w, "training/Adam/Variable_%d:0", 0) + slots(
    w, "training/Adam/Variable_%d:0", 5) + [("training/Adam/Variable_%d:0" % i, np.zeros(1, "float32")) for i in range(10, 15)]
write("keras_2_0.h5", layers, config, training, adam, version="2.0.8")
x = values(3, 5, 2)
case("keras_2_0", model, x)

# A model of TensorFlow 2.4 whose GRU does not say its variant: its bias does. optimizer_v2 kept one kind of memory after
# the other, too; its names end in them.
model, w, layers = old(True)
config = {"class_name": "Sequential", "config": {"name": "sequential", "layers": [
    {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 5, 2], "dtype": "float32", "sparse": False,
                                            "ragged": False, "name": "gru_input"}},
    {"class_name": "GRU", "config": {"batch_input_shape": [None, 5, 2], "dtype": "float32", "time_major": False,
                                     "return_state": False, "implementation": 2, **gru_config()}},
    {"class_name": "Dropout", "config": {"name": "dropout_1", "trainable": True, "rate": 0.5, "noise_shape": None,
                                         "seed": None, "dtype": "float32"}},
    {"class_name": "Dense", "config": {"dtype": "float32", **dense_config()}}]}}
training = {"loss": {"class_name": "MeanSquaredError", "config": {"reduction": "auto", "name": "mean_squared_error"}},
            "metrics": [[{"class_name": "MeanMetricWrapper", "config": {
                "name": "error", "dtype": "float32", "fn": "mean_absolute_error"}},
                {"class_name": "RootMeanSquaredError", "config": {"name": "rmse", "dtype": "float32"}}]],
            "weighted_metrics": None, "loss_weights": None,
            "optimizer_config": {"class_name": "Nadam", "config": {
                "name": "Nadam", "learning_rate": 0.001, "decay": 0.004, "beta_1": 0.9, "beta_2": 0.999,
                "epsilon": 1e-07}}}
names = [n for _, all in layers for n, _ in all]
nadam = [("Nadam/iter:0", np.int64(9)), ("Nadam/momentum_cache:0", np.float32(0.5))] + [
    ("Nadam/" + n[:-2] + "/m:0", np.full_like(v, 0.1 + 0.01 * i)) for i, (n, v) in enumerate(zip(names, w))] + [
    ("Nadam/" + n[:-2] + "/v:0", np.full_like(v, 0.2 + 0.01 * i)) for i, (n, v) in enumerate(zip(names, w))]
write("two_biases.h5", layers, config, training, nadam, version="2.4.0")
case("two_biases", model, x)

# The same, but it says what its bias contradicts.
config["config"]["layers"][1]["config"]["reset_after"] = False
write("contradiction.h5", layers, config, version="2.4.0")

# Layers that were frozen after training: the optimizer remembers them. RMSprop of the keras package counted no steps, Nadam
# of 2.11 kept its product to itself, SGD has a memory for a momentum of 0.
config["config"]["layers"][1]["config"].update(reset_after=True, trainable=False)
iteration = [("iteration:0", np.int64(3))]
for name, optimizer, in {
    "RMSprop": slots(w, "training/RMSprop/Variable_%d:0", 0),
    "Nadam": iteration + [("Nadam/%s/%s" % (kind, n), np.full_like(v, 0.1 * i)) for i, (n, v) in enumerate(zip(names, w))
                          for kind in "mv"],
    "SGD": iteration + [("SGD/m/" + n, np.zeros_like(v)) for n, v in zip(names, w)]}.items():
    training["optimizer_config"] = {"class_name": name, "config": {"name": name, "learning_rate": 0.5}}
    write("frozen_%s.h5" % name.lower(), layers, config, training, optimizer, version="2.11.0")

# A frozen model around layers that are not, as when a part of it was thawed: Keras 2 lists what they train first.
model = keras.Sequential([keras.Input((2,)), L.BatchNormalization(), L.Dense(3)])
fill(model)
w = [np.asarray(x) for x in model.weights]
parts = [
    {"class_name": "InputLayer", "name": "in", "inbound_nodes": [], "config": {
        "batch_input_shape": [None, 2], "dtype": "float32", "sparse": False, "ragged": False, "name": "in"}},
    {"class_name": "BatchNormalization", "name": "norm", "inbound_nodes": [[["in", 0, 0, {}]]], "config": {
        "name": "norm", "trainable": True, "dtype": "float32", "axis": [1], "momentum": 0.99, "epsilon": 0.001}},
    {"class_name": "Dense", "name": "dense_1", "inbound_nodes": [[["norm", 0, 0, {}]]], "config": {
        **dense_config(), "units": 3}}]
config = {"class_name": "Sequential", "config": {"name": "sequential", "layers": [
    {"class_name": "InputLayer", "config": parts[0]["config"]},
    {"class_name": "Functional", "config": {"name": "thawed", "trainable": False, "layers": parts,
                                            "input_layers": [["in", 0, 0]], "output_layers": [["dense_1", 0, 0]]}}]}}
write("thawed.h5", [("thawed", [("norm/gamma:0", w[0]), ("norm/beta:0", w[1]), ("dense_1/kernel:0", w[4]),
                                ("dense_1/bias:0", w[5]), ("norm/moving_mean:0", w[2]),
                                ("norm/moving_variance:0", w[3])])], config, version="2.15.0", fixed=False)
case("thawed", model, values(4, 2))

# Lists above 64 kB are split.
with h5py.File("chunks.h5", "w") as f:
    f.attrs["keras_version"] = "2.15.0"
    f.attrs["layer_names0"] = np.array([b"gru_1"])
    f.attrs["layer_names1"] = np.array([b"dropout_1", b"dense_1"])
    for name, weights in layers:
        group = f.create_group(name)
        if not weights:
            group.attrs["weight_names"] = []
        for i, (n, v) in enumerate(weights):
            group.attrs["weight_names%d" % i] = [n]
            group[n] = v

# The state of a random generator among the weights of a layer.
with h5py.File("seed.h5", "w") as f:
    f.attrs["keras_version"] = "3.0.1"
    f.attrs["layer_names"] = ["dropout", "dense"]
    f.create_group("dropout").attrs["weight_names"] = ["dropout/seed_generator/seed_generator_state"]
    f["dropout/dropout/seed_generator/seed_generator_state"] = np.array([3, 1], "uint32")
    f.create_group("dense").attrs["weight_names"] = ["dense/kernel", "dense/bias"]
    f["dense/dense/kernel"] = np.full((2, 1), 3, "float32")
    f["dense/dense/bias"] = np.full(1, 4, "float32")

# A config that takes more than the 64 kB of an attribute that is stored where others are. Only the weights say a version.
with h5py.File("keras_2_0.h5") as source, h5py.File("large.h5", "w") as f:
    for key in source:
        source.copy(key, f)
    f.attrs["model_config"] = source.attrs["model_config"] + " " * 70_000

# ---- the tree of groups in model.weights.h5 under other names -----------------------------------------------------------


def rename(source, file, name):
    with h5py.File(source) as old, h5py.File(file, "w") as new:

        def copy(path, node):
            if isinstance(node, h5py.Dataset):
                group, variable = path.split("/vars/")
                if not group.startswith(("metrics", "optimizer")):
                    # A path is one name where it has backslashes.
                    new.require_group(name(group)).require_group("vars")[variable] = node[()]

        new.create_group("vars")
        old.visititems(copy)


# Keras 2.13 lists the layers with weights twice, and only the first name of each is written.
twice = {"layers/gru": "gru", "layers/gru_1": "gru_2", "layers/dense": "dense"}
rename("../keras2/models/gru_stateful.weights.h5", "listed_twice.weights.h5", lambda group: next(
    group.replace(k, "_layer_checkpoint_dependencies/" + v) for k, v in reversed(twice.items()) if group.startswith(k)))
rename("../keras2/models/gru_stateful.weights.h5", "listed_once.weights.h5",
       lambda group: group.replace("layers", "_layer_checkpoint_dependencies"))
rename("../keras2/models/rnn_stacked_grucells.weights.h5", "windows.weights.h5", lambda group: group.replace("/", "\\"))
with h5py.File("../keras2/models/cudnn_gru_weights.h5") as old, h5py.File("cudnn.weights.h5", "w") as new:
    new.create_group("vars")
    for layer in old.attrs["layer_names"]:
        for i, name in enumerate(old[layer].attrs["weight_names"]):
            new["layers/%s/vars/%d" % (layer, i)] = old[layer][name][()]

# ---- files that are no such files ---------------------------------------------------------------------------------------

with h5py.File("no_version.h5", "w") as f:
    f.attrs["layer_names"] = [b"gru_1"]
with h5py.File("numbers.h5", "w") as f:
    f.attrs["keras_version"] = "2.15.0"
    f.attrs["layer_names"] = np.arange(3)
with h5py.File("square.h5", "w") as f:
    f.attrs["keras_version"] = "2.15.0"
    f.attrs["layer_names"] = np.array([[b"a", b"b"], [b"c", b"d"]])
with h5py.File("two_versions.h5", "w") as f:
    f.attrs["keras_version"] = ["2.15.0", "3.0.0"]
    f.attrs["layer_names"] = [b"gru_1"]

with h5py.File("same_name.h5", "w") as f:
    f.attrs["keras_version"] = "2.15.0"
    f.attrs["layer_names"] = ["gru_1", "gru_1"]
with h5py.File("empty_text.h5", "w") as f:
    f.attrs["keras_version"] = "2.15.0"
    f.attrs["layer_names"] = ["", "gru_1", ""]
with h5py.File("no_group.h5", "w") as f:
    f.attrs["keras_version"] = "2.15.0"
    f.attrs["layer_names"] = ["gru_1"]

# What says nowhere for which shape it was built.
config = {"class_name": "Sequential", "config": {"name": "sequential", "layers": [
    {"class_name": "Dense", "config": {"dtype": "float32", **dense_config()}}]}}
write("not_built.h5", [("dense_1", [])], config, version="2.4.0", fixed=False)

with h5py.File("top_level.h5", "w") as f:
    f.attrs["keras_version"] = "2.15.0"
    f.attrs["layer_names"] = ["dense"]
    f.create_group("dense").attrs["weight_names"] = ["kernel", "bias"]
    f["dense/kernel"] = values(2, 1)
    f["dense/bias"] = values(1)
    f.create_group("top_level_model_weights").attrs["weight_names"] = ["scale"]
    f["top_level_model_weights/scale"] = values(1)

# A number of texts whose size in bytes overflows to that of one text, or to none.
for name, count in ("overflow.h5", 2**62 + 1), ("overflow_to_none.h5", 2**62):
    with h5py.File(name, "w") as f:
        f.attrs["keras_version"] = "2.15.0"
        f.attrs["layer_names"] = np.array([b"abcd"])
    data = open(name, "rb").read()
    at = data.index(struct.pack("<QQ", 1, 1), data.index(b"layer_names"))
    open(name, "wb").write(data[:at] + struct.pack("<QQ", count, count) + data[at + 16:])

# A thousand references to one text of four thousand bytes: more text than the file has.
with h5py.File("one_text.h5", "w") as f:
    f.attrs["keras_version"] = "2.15.0"
    f.attrs["layer_names"] = ["x" * 4000] + ["y"] * 999
data = open("one_text.h5", "rb").read()
at = data.index(struct.pack("<I", 4000)) if data.count(struct.pack("<I", 4000)) == 1 else None
if at is None:
    at = next(i for i in range(len(data) - 16)
              if data[i:i + 4] == struct.pack("<I", 4000) and data[i + 16:i + 20] == struct.pack("<I", 1))
data = data[:at] + data[at:at + 16] * 1000 + data[at + 16000:]
open("one_text.h5", "wb").write(data)

with open("models.json", "w") as f:
    f.write('{"keras_version": "%s",\n"models": [\n' % keras.__version__)
    f.write(",\n".join(json.dumps(c) for c in cases))
    f.write("\n]}\n")
