"""Writes fitting.json: how Keras 3 counts epochs and steps, and what it does batch by batch, with the JAX backend.

    KERAS_BACKEND=jax JAX_ENABLE_X64=1 python fitting.py > fitting.json
"""

import itertools
import json

import keras
import numpy as np
from keras import layers
from keras.src.backend.common import dtypes

# With JAX, Keras rounds float64 numbers to float32 in some operations, means among them.
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"

random = np.random.default_rng(8)


def numbers(*shape):
    return random.normal(size=shape).astype("float32")


def weights(*shape):
    return random.uniform(0, 2, size=shape).astype("float32")


def padded(samples, steps):
    """Sequences that end early, filled up with -1."""
    x = numbers(samples, steps, 2)
    for row in x:
        row[random.integers(1, steps + 1):] = -1
    return x


def classes(count, samples):
    return random.integers(count, size=(samples, 1)).astype("float32")


def listed(value):
    if isinstance(value, (list, tuple)):
        return [listed(item) for item in value]
    if value is None:
        return None
    array = np.asarray(value)
    if array.dtype == np.float32:
        text = lambda x: float(np.format_float_positional(np.float32(x), unique=True))
        return np.vectorize(text, otypes=[float])(array.astype("float64")).tolist()
    return array.tolist()


def two_heads():
    x = keras.Input((4, 3), name="x")
    h = layers.GRU(4, kernel_regularizer=keras.regularizers.L2(0.01), name="gru")(x)
    return keras.Model(x, [layers.Dense(2, name="spread")(h), layers.Dense(1, name="level")(h)])


def two_losses():
    return dict(
        optimizer=keras.optimizers.Adam(0.02),
        loss=["mse", "mae"],
        loss_weights=[0.3, 2.0],
        metrics=[["mae"], ["mse"]],
        weighted_metrics=[["mse"], ["mse"]],
    )


def classifier():
    return keras.Sequential([keras.Input((5, 2)), layers.GRU(4), layers.Dense(3, activation="softmax")])


def classified():
    return dict(
        optimizer=keras.optimizers.RMSprop(0.02),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        weighted_metrics=["accuracy"],
    )


def steps():
    return keras.Sequential([
        keras.Input((None, 2)), layers.Masking(-1.0), layers.GRU(4, return_sequences=True), layers.Dense(1)])


def regression():
    return dict(optimizer=keras.optimizers.SGD(0.1), loss="mse")


def changed(tree, dtype):
    return keras.tree.map_structure(lambda leaf: leaf.astype(dtype) if isinstance(leaf, np.ndarray) else leaf, tree)


def plain(tensors):
    """A list of one as the one in it; Keras looks at the difference."""
    return tensors[0] if tensors and len(tensors) == 1 else tensors


def fit(model, data, arguments):
    x, y, weight = map(plain, data)
    if "validation_data" in arguments:
        arguments["validation_data"] = tuple(map(plain, arguments["validation_data"]))
    history = model.fit(x, y, sample_weight=weight, shuffle=False, verbose=0, **arguments)
    return history.epoch, history.history


def fit_batches(model, batches, arguments):
    """Goes through the batches as a dataset would that repeats them."""
    arguments = {"steps_per_epoch": len(batches), **arguments}
    history = model.fit((tuple(map(plain, batch)) for batch in itertools.cycle(batches)), verbose=0, shuffle=False, **arguments)
    return history.epoch, history.history


def on_batch(model, batches, arguments):
    logs = []
    for x, y, weight in (map(plain, batch) for batch in batches):
        logs.append(model.train_on_batch(x, y, sample_weight=weight, return_dict=True, **arguments))
        logs.append(model.test_on_batch(x, y, sample_weight=weight, return_dict=True))
    return None, {name: [log[name] for log in logs] for name in logs[0]}


def run(dtype, build, compiled, train, data, arguments, values):
    keras.backend.clear_session()
    keras.config.set_floatx(dtype)
    model = build()
    for variable, value in zip(model.weights, values):
        variable.assign(value)
    model.compile(**compiled())
    epochs, history = train(model, changed(data, dtype), changed(arguments, dtype))
    return model, {
        "compile_config": model.get_compile_config(),
        "epochs": epochs,
        "history": {name: [float(value) for value in series] for name, series in history.items()},
        "final_weights": listed([np.asarray(variable.value) for variable in model.weights]),
    }


def flat(tree):
    return np.concatenate([np.ravel(np.asarray(leaf, "float64")) for leaf in keras.tree.flatten(tree)])


def results(run):
    return [run["history"], run["final_weights"]]


def without_mask_operations(node):
    """Keras 3.15 makes nodes of the graph of the operations that compute masks; they say nothing that the layers do not."""
    if isinstance(node, list):
        return [without_mask_operations(item) for item in node if not is_mask_operation(item)]
    if isinstance(node, dict):
        return {key: None if key == "mask" else without_mask_operations(value) for key, value in node.items()}
    return node


def is_mask_operation(node):
    return isinstance(node, dict) and node.get("class_name") in ("NotEqual", "Any")


def case(name, build, compiled, train, data, **arguments):
    keras.config.set_floatx("float32")
    values = [numbers(*variable.shape) for variable in build().weights]
    _, wide = run("float64", build, compiled, train, data, arguments, values)
    model, narrow = run("float32", build, compiled, train, data, arguments, values)
    return {
        "name": name,
        "train": train.__name__,
        "model": without_mask_operations(keras.saving.serialize_keras_object(model)),
        "data": listed(data),
        "arguments": {key: listed(value) if key == "validation_data" else value for key, value in arguments.items()},
        "weights": listed(values),
        **narrow,
        "float64": wide,
        "float64_max_abs_diff": float(np.max(np.abs(flat(results(narrow)) - flat(results(wide))))),
    }


def heads(samples):
    return [[numbers(samples, 4, 3)], [numbers(samples, 2), numbers(samples, 1)]]


cases = [
    # 3 batches, of which an epoch takes 2: the second epoch has the third alone
    case("data_run_dry", two_heads, two_losses, fit, [*heads(10), None], batch_size=4, epochs=4, steps_per_epoch=2),
    case("steps_beyond_the_data", two_heads, two_losses, fit, [*heads(10), None], batch_size=4, epochs=2, steps_per_epoch=5),
    case("steps_make_the_batch", two_heads, two_losses, fit, [*heads(10), None], epochs=3, steps_per_epoch=3),
    case("later_epochs", two_heads, two_losses, fit, [*heads(9), None], batch_size=4, initial_epoch=2, epochs=5,
         validation_split=0.3, validation_freq=2),
    case("no_epoch_left", two_heads, two_losses, fit, [*heads(6), None], batch_size=4, initial_epoch=3, epochs=3),
    case("validation", two_heads, two_losses, fit, [*heads(7), [weights(7), weights(7)]], batch_size=3, epochs=4,
         validation_data=[*heads(8), [weights(8), weights(8)]], validation_freq=[1, 4], validation_steps=2,
         validation_batch_size=2),
    case("validation_steps_make_the_batch", two_heads, two_losses, fit, [*heads(7), None], epochs=2,
         validation_data=[*heads(9), None], validation_steps=2),
    case("classes", classifier, classified, fit, [[numbers(11, 5, 2)], [classes(3, 11)], None], batch_size=4, epochs=3,
         class_weight={0: 0.5, 2: 3.0}, validation_data=[[numbers(5, 5, 2)], [classes(3, 5)], None]),
    case("batches_of_several_sizes", two_heads, two_losses, fit_batches,
         [[*heads(3), [weights(3), weights(3)]], [*heads(5), [weights(5), weights(5)]], [*heads(1), [weights(1), weights(1)]]],
         epochs=3),
    case("lengths", steps, regression, fit_batches,
         [[[padded(2, 3)], [numbers(2, 3, 1)], [weights(2, 3)]], [[padded(3, 6)], [numbers(3, 6, 1)], [weights(3, 6)]]],
         epochs=2),
    case("on_batch", two_heads, two_losses, on_batch,
         [[*heads(3), [weights(3), weights(3)]], [*heads(5), [weights(5), weights(5)]], [*heads(2), None]]),
    case("on_batch_with_classes", classifier, classified, on_batch,
         [[[numbers(4, 5, 2)], [classes(3, 4)], None], [[numbers(6, 5, 2)], [classes(3, 6)], None]],
         class_weight={0: 0.5, 2: 3.0}),
]
print('{"keras": "%s", "cases": [' % keras.__version__)
print(",\n".join(json.dumps(item) for item in cases))
print("]}")
