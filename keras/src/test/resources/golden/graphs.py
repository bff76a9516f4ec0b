"""Writes functional models of Keras 3 with what they predict, with the JAX backend.

    KERAS_BACKEND=jax python graphs.py FOLDER NAME [NAME ...]

makes FOLDER/graph_NAME.keras and FOLDER/graph_NAME.json. A number is the seed of a random model, other names are those of
the functions at the end. The files of folder graphs are decoder, order, 317, 347 and 355.
"""

import json
import random
import sys

import keras
import numpy as np
from keras import layers
from keras.src import backend

MERGES = [layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum]


class Maker:
    """A graph that grows by one call at a time; tensors have shape (batch, timesteps, features) or (batch, features)."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.inputs = []
        self.tensors = []
        self.used = set()
        self.shared = []

    def pick(self, items):
        items = list(items)
        return self.random.choice(items) if items else None

    def chance(self, share):
        return self.random.random() < share

    def tensor(self, rank, fits=lambda shape: True):
        found = [x for x in self.tensors if len(x.shape) == rank and fits(x.shape)]
        fresh = [x for x in found if id(x) not in self.used]
        return self.pick(fresh if fresh and self.chance(0.7) else found)

    def take(self, *tensors):
        for x in tensors:
            self.used.add(id(x))

    def give(self, tensors):
        for x in tensors if isinstance(tensors, (list, tuple)) else [tensors]:
            self.tensors.append(x)

    def entrance(self):
        kind = self.pick(["ids", "ids", "sequence", "sequence", "vector", "masking"])
        if kind == "ids":
            x = keras.Input((self.pick([4, 4, 5]),), dtype=self.pick(["int32", "int32", "float32"]))
            self.inputs.append(x)
            self.give(layers.Embedding(6, 3, mask_zero=self.chance(0.75))(x))
        elif kind == "vector":
            x = keras.Input((self.pick([3, 4]),))
            self.inputs.append(x)
            self.give(x)
        else:
            x = keras.Input((self.pick([4, 4, 5]), 3))
            self.inputs.append(x)
            self.give(layers.Masking(self.pick([0.0, 1.0]))(x) if kind == "masking" else x)

    def gru(self, **more):
        return layers.GRU(
            self.pick([2, 3, 3]),
            reset_after=self.chance(0.7),
            use_bias=self.chance(0.8),
            go_backwards=self.chance(0.2),
            zero_output_for_mask=self.chance(0.2),
            **more,
        )

    def part(self, features):
        """A layer from sequences to sequences that is used once."""
        return self.pick(
            [
                lambda: layers.Dense(3, activation="tanh"),
                layers.LayerNormalization,
                layers.BatchNormalization,
                lambda: layers.Dropout(0.3),
                lambda: layers.SpatialDropout1D(0.3),
                lambda: layers.GaussianNoise(0.3),
                lambda: layers.Activation("sigmoid"),
                layers.ReLU,
                layers.LeakyReLU,
                layers.ELU,
                lambda: layers.PReLU(shared_axes=[1]),
                lambda: layers.Conv1D(3, 2, padding=self.pick(["same", "causal", "valid"])),
                lambda: layers.TimeDistributed(layers.Dense(3)),
                lambda: layers.TimeDistributed(keras.Sequential([layers.Dense(2, activation="tanh"), layers.Dense(3)])),
                lambda: layers.ZeroPadding1D(1),
                lambda: layers.Cropping1D((1, 0)),
                lambda: layers.UpSampling1D(2),
                lambda: layers.MaxPooling1D(2, strides=1, padding="same"),
                lambda: layers.AveragePooling1D(2),
                lambda: layers.Rescaling(0.5, 0.25),
                lambda: layers.Masking(0.0),
                lambda: self.gru(return_sequences=True),
                lambda: layers.RNN(layers.GRUCell(3), return_sequences=True),
                lambda: layers.RNN([layers.GRUCell(2), layers.GRUCell(3)], return_sequences=True),
                lambda: layers.Bidirectional(
                    layers.GRU(3, return_sequences=True), merge_mode=self.pick(["concat", "sum", "mul", "ave"])
                ),
            ]
        )()

    def nested(self, shape):
        """A model inside: a chain, or a graph with one or two ends."""
        kind = self.pick(["chain", "open chain", "graph", "two outputs", "merge"])
        if kind == "open chain":
            return keras.Sequential([layers.Dense(3), self.gru(return_sequences=True)])
        x = keras.Input(shape[1:])
        if kind == "chain":
            return keras.Sequential([x, self.part(shape[-1]), self.part(shape[-1])])
        y = layers.GRU(3, return_sequences=True)(x)
        if kind == "merge":
            return keras.Model(x, layers.Add()([y, layers.Dense(3)(x)]))
        z = self.part(3)(y)
        return keras.Model(x, [z, layers.GRU(2)(y)] if kind == "two outputs" else z)

    def step(self):
        kind = self.pick(
            ["part"] * 4
            + ["gru"] * 3
            + ["shared"] * 2
            + ["merge", "merge", "join", "join", "state", "state", "nested", "nested", "both", "end", "vector", "repeat"]
            + ["permute"]
        )
        x = self.tensor(3)
        v = self.tensor(2)
        if x is not None and kind == "part":
            self.take(x)
            self.give(self.part(x.shape[-1])(x))
        elif x is not None and kind == "gru":
            self.take(x)
            self.give(self.gru(return_sequences=self.chance(0.6), return_state=self.chance(0.4))(x))
        elif kind == "shared":
            if self.shared and self.chance(0.7):
                layer, features = self.pick(self.shared)
                x = self.tensor(3, lambda shape: shape[-1] == features)
                if x is not None:
                    self.take(x)
                    self.give(layer(x))
            elif x is not None:
                layer = self.pick([lambda: self.gru(return_sequences=True), lambda: layers.Dense(3), layers.LayerNormalization])()
                self.shared.append((layer, x.shape[-1]))
                self.take(x)
                self.give(layer(x))
        elif x is not None and kind == "merge":
            y = self.tensor(3, lambda shape: shape == x.shape)
            if y is not None and y is not x:
                self.take(x, y)
                self.give(self.pick(MERGES)()([x, y]))
        elif x is not None and kind == "join":
            axis = self.pick([-1, 2, 1])
            y = self.tensor(3, lambda shape: shape[3 - axis if axis > 0 else 1] == x.shape[3 - axis if axis > 0 else 1])
            if y is not None:
                self.take(x, y)
                self.give(layers.Concatenate(axis=axis)([x, y]))
        elif x is not None and v is not None and kind == "state":
            self.take(x, v)
            n = v.shape[-1]
            more = {"mask": backend.get_keras_mask(x)} if self.chance(0.4) else {}
            if self.chance(0.3):
                give = layers.Bidirectional(layers.GRU(n, return_sequences=self.chance(0.5)))(x, initial_state=[v, v], **more)
            else:
                give = layers.GRU(n, return_sequences=self.chance(0.5), return_state=self.chance(0.3))(x, initial_state=v, **more)
            self.give(give)
        elif x is not None and kind == "nested":
            self.take(x)
            model = self.nested(x.shape)
            self.give(model(x))
            y = self.tensor(3, lambda shape: shape == x.shape)
            if y is not None and y is not x and self.chance(0.4):
                self.give(model(y))
        elif x is not None and kind == "both":
            self.take(x)
            self.give(
                layers.Bidirectional(
                    layers.GRU(2, return_sequences=self.chance(0.5), return_state=self.chance(0.3)),
                    merge_mode=self.pick(["concat", "sum", None]),
                )(x)
            )
        elif x is not None and kind == "end":
            self.take(x)
            self.give(self.pick([layers.GlobalAveragePooling1D, layers.GlobalMaxPooling1D, layers.Flatten])()(x))
        elif v is not None and kind == "vector":
            self.take(v)
            w = self.tensor(2)
            self.give(layers.Concatenate()([v, w]) if self.chance(0.4) and w is not v else layers.Dense(3)(v))
        elif v is not None and kind == "repeat":
            self.take(v)
            self.give(layers.RepeatVector(4)(v))
        elif x is not None and kind == "permute":
            self.take(x)
            self.give(layers.Permute((2, 1))(x))

    def model(self):
        for _ in range(self.random.randint(1, 3)):
            self.entrance()
        for _ in range(self.random.randint(4, 14)):
            self.step()
        loose = [x for x in self.tensors if id(x) not in self.used]
        outputs = self.random.sample(loose, min(len(loose), 3))
        model = keras.Model(self.inputs, outputs[0] if len(outputs) == 1 else outputs)
        if not any(isinstance(layer, layers.RNN) or "gru" in layer.name for layer in model.layers):
            raise ValueError("no recurrent layer")
        return model


def numbers(array):
    array = np.asarray(array)
    return array.tolist() if array.dtype.kind == "i" else [float(x) for x in array.ravel()]


def decoder():
    """States that go from one layer to another, with the mask that a call with states has to name."""
    source = keras.Input((4,), dtype="int32")
    _, state = layers.GRU(3, return_state=True)(layers.Embedding(6, 3, mask_zero=True)(source))
    target = keras.Input((5,), dtype="int32")
    embedded = layers.Embedding(6, 3, mask_zero=True)(target)
    named = layers.GRU(3, return_sequences=True)(embedded, initial_state=state, mask=backend.get_keras_mask(embedded))
    unnamed = layers.GRU(3)(embedded, initial_state=state)
    return keras.Model([source, target], [layers.GRU(2)(named), unnamed])


def order():
    """Embeddings of one shape, whose place in the file depends on the operations between them and the end."""
    x, y, z = [keras.Input((4,), dtype="int32") for _ in range(3)]
    a, b, c = [layers.Embedding(6, 3, mask_zero=True)(ids) for ids in (x, y, z)]
    joined = layers.GRU(2)(layers.Concatenate()([a, b]))
    for _ in range(3):
        c = layers.GRU(3, return_sequences=True)(c)
    return keras.Model([x, y, z], layers.Concatenate()([joined, layers.GRU(2)(c)]))


def make(folder, name):
    keras.utils.clear_session()
    seed = int(name) if name.isdigit() else len(name)
    random.seed(seed)
    model = Maker(seed).model() if name.isdigit() else {"decoder": decoder, "order": order}[name]()
    values = np.random.default_rng(seed)
    for variable in model.weights:
        if "seed_generator" in variable.path:
            continue
        value = values.normal(size=variable.shape, scale=0.5)
        variable.assign(np.abs(value) + 0.5 if "variance" in variable.path else value)
    given = []
    for tensor in model.inputs:
        shape = (3, *tensor.shape[1:])
        embedded = len(tensor.shape) == 2 and tensor.shape[1] >= 4 and tensor.dtype == "int32"
        ids = embedded or any(
            isinstance(node.operation, layers.Embedding) for node in tensor._keras_history.operation._outbound_nodes
        )
        x = values.integers(0, 4, shape).astype("float32") if ids else values.normal(size=shape).astype("float32")
        if not ids and len(shape) == 3:
            x[values.random(shape[:2]) < 0.3] = values.choice([0.0, 1.0])
        given.append(x)
    outputs = model.predict(given if len(given) > 1 else given[0], verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    if not all(np.all(np.isfinite(y)) for y in outputs) or sum(y.size for y in outputs) == 0:
        raise ValueError("not finite")
    path = f"{folder}/graph_{name}"
    model.save(path + ".keras")
    form = lambda arrays: [{"shape": list(a.shape), "values": numbers(a.astype("float32"))} for a in arrays]
    with open(path + ".json", "w") as file:
        json.dump({"inputs": form(given), "outputs": form(outputs)}, file, separators=(",", ":"))


if __name__ == "__main__":
    for each in sys.argv[2:]:
        try:
            make(sys.argv[1], each)
        except (ValueError, TypeError, AttributeError) as error:
            print(each, type(error).__name__, str(error).split("\n")[0][:150], file=sys.stderr)
