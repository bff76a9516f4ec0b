"""Writes outputs.json: how models with several outputs train in Keras 3, with the JAX backend.

    KERAS_BACKEND=jax JAX_ENABLE_X64=1 python outputs.py > outputs.json
"""

import json

import keras
import numpy as np
from keras import layers
from keras.src.backend.common import dtypes

# With JAX, Keras rounds float64 numbers to float32 in some operations, means among them.
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"

random = np.random.default_rng(5)


def numbers(*shape):
    return random.normal(size=shape).astype("float32")


def classes(count, *shape):
    return np.eye(count, dtype="float32")[random.integers(count, size=shape)]


def weights(*shape):
    return random.uniform(0, 2, size=shape).astype("float32")


def sequences(samples, steps, features):
    """Of which each has steps of zeros somewhere."""
    x = numbers(samples, steps, features)
    for row in x:
        row[random.choice(steps, random.integers(1, steps - 1), replace=False)] = 0
    return x


def listed(value):
    if isinstance(value, (list, tuple)):
        return [listed(item) for item in value]
    if value is None:
        return None
    array = np.asarray(value)
    if array.dtype == np.float32:
        text = lambda x: float(np.format_float_positional(np.float32(x), unique=True))
        return np.vectorize(text, otypes=[float])(array.astype("float64")).tolist() if array.size else array.tolist()
    return array.tolist()


def two_heads():
    x = keras.Input((4, 3), name="x")
    h = layers.GRU(4, kernel_regularizer=keras.regularizers.L2(0.01), name="gru")(x)
    return keras.Model(x, [layers.Dense(2, name="level")(h), layers.Dense(1, name="spread")(h)])


def two_masks():
    """Each output has the mask of its own input."""
    a = keras.Input((5, 2), name="left")
    b = keras.Input((5, 2), name="right")
    gru = layers.GRU(3, return_sequences=True, name="gru")
    dense = layers.Dense(2, name="both")
    first = layers.Dense(2, name="first")(gru(layers.Masking(name="mask_left")(a)))
    second = layers.Dense(1, name="second")(dense(gru(layers.Masking(name="mask_right")(b))))
    return keras.Model([a, b], [first, second])


def probabilities():
    """The probabilities of one output are an input of the other's head."""
    x = keras.Input((4, 3), name="x")
    h = layers.GRU(4, name="gru")(x)
    kind = layers.Dense(3, activation="softmax", name="kind")(h)
    size = layers.Dense(1, name="size")(layers.Concatenate(name="joined")([h, kind]))
    alarm = layers.Dense(1, activation="sigmoid", name="alarm")(kind)
    return keras.Model(x, [kind, size, alarm])


def twins():
    """One layer gives both outputs, which have one name, then."""
    a = keras.Input((3,), name="a")
    b = keras.Input((3,), name="b")
    head = layers.Dense(2, name="head")
    return keras.Model([a, b], [head(a), head(b)])


def plain():
    x = keras.Input((3,), name="x")
    return keras.Model([x], [layers.Dense(1, name="y")(x)])


def run(dtype, build, compiled, x, y, fit, values):
    keras.backend.clear_session()
    keras.config.set_floatx(dtype)
    model = build()
    for variable, value in zip(model.weights, values):
        variable.assign(value)
    model.compile(**compiled())
    change = lambda tree: keras.tree.map_structure(lambda a: None if a is None else a.astype(dtype), tree)
    arguments = {key: change(value) if key in ("sample_weight", "validation_data") else value for key, value in fit.items()}
    history = model.fit(change(x), change(y), shuffle=False, verbose=0, **arguments)
    judged = model.evaluate(
        change(x),
        change(y),
        sample_weight=arguments.get("sample_weight"),
        batch_size=fit["batch_size"],
        return_dict=True,
        verbose=0,
    )
    predictions = model.predict(change(x), verbose=0)
    return model, {
        "compile_config": model.get_compile_config(),
        "history": {name: [float(value) for value in series] for name, series in history.history.items()},
        "evaluation": {name: float(value) for name, value in judged.items()},
        "final_weights": listed([np.asarray(variable.value) for variable in model.weights]),
        "predictions": listed(predictions if isinstance(predictions, list) else [predictions]),
    }


def without_mask_operations(node):
    """Keras 3.15 makes nodes of the graph of the operations that compute masks; they say nothing that the layers do not."""
    if isinstance(node, list):
        return [without_mask_operations(item) for item in node if not is_mask_operation(item)]
    if isinstance(node, dict):
        return {key: None if key == "mask" else without_mask_operations(value) for key, value in node.items()}
    return node


def is_mask_operation(node):
    return isinstance(node, dict) and node.get("class_name") in ("NotEqual", "Any")


def flat(tree):
    return np.concatenate([np.ravel(np.asarray(leaf, "float64")) for leaf in keras.tree.flatten(tree)])


def results(run):
    return {key: value for key, value in run.items() if key != "compile_config"}


def case(name, build, compiled, x, y, **fit):
    keras.config.set_floatx("float32")
    values = [numbers(*variable.shape) for variable in build().weights]
    _, wide = run("float64", build, compiled, x, y, fit, values)
    model, narrow = run("float32", build, compiled, x, y, fit, values)
    return {
        "name": name,
        "model": without_mask_operations(keras.saving.serialize_keras_object(model)),
        "x": listed(x),
        "y": listed(y),
        "fit": {key: listed(value) for key, value in fit.items()},
        "weights": listed(values),
        **narrow,
        "float64": wide,
        "float64_max_abs_diff": float(np.max(np.abs(flat(results(narrow)) - flat(results(wide))))),
    }


cases = [
    case(
        "weighted_list",
        two_heads,
        lambda: dict(
            optimizer=keras.optimizers.Adam(0.02),
            loss=[keras.losses.MeanSquaredError(), keras.losses.MeanAbsoluteError()],
            loss_weights=[0.3, 2.0],
            metrics=[["mae"], ["mse", "mae"]],
        ),
        [numbers(11, 4, 3)],
        [numbers(11, 2), numbers(11, 1)],
        batch_size=4,
        epochs=3,
        validation_split=0.2,
    ),
    case(
        "masks_and_weights",
        two_masks,
        lambda: dict(
            optimizer=keras.optimizers.SGD(0.05, momentum=0.9),
            loss=[keras.losses.MeanSquaredError(), keras.losses.Huber()],
        ),  # metrics of a training step do not see masks with JAX
        [sequences(7, 5, 2), sequences(7, 5, 2)],
        [numbers(7, 5, 2), numbers(7, 5, 1)],
        batch_size=3,
        epochs=3,
        sample_weight=[weights(7, 5), weights(7, 1)],
    ),
    case(
        "by_name",
        probabilities,
        lambda: dict(
            optimizer=keras.optimizers.RMSprop(0.01),
            loss={"size": "mse", "alarm": "binary_crossentropy", "kind": "categorical_crossentropy"},
            loss_weights={"alarm": 0.5, "kind": 1.5, "size": 0.25},
            metrics={"alarm": ["accuracy"], "kind": ["accuracy"]},
        ),
        [numbers(10, 4, 3)],
        [classes(3, 10), numbers(10, 1), classes(2, 10)[:, :1]],
        batch_size=4,
        epochs=3,
    ),
    case(
        "one_without_loss",
        probabilities,
        lambda: dict(
            optimizer=keras.optimizers.SGD(0.1),
            loss=["categorical_crossentropy", None, "binary_crossentropy"],
            loss_weights=[1.0, 3.0, 0.5],
            metrics=[None, ["mae"], None],
            weighted_metrics=[["accuracy"], ["mae"], []],
        ),
        [numbers(9, 4, 3)],
        [classes(3, 9), numbers(9, 1), classes(2, 9)[:, :1]],
        batch_size=4,
        epochs=2,
        sample_weight=weights(9),
    ),
    case(
        "one_target",
        probabilities,
        lambda: dict(optimizer=keras.optimizers.SGD(0.1), loss=[None, "mse", None], loss_weights=[1.0, 0.5, 1.0]),
        [numbers(6, 4, 3)],
        [numbers(6, 1)],
        batch_size=3,
        epochs=2,
    ),
    case(
        "twins",
        twins,
        lambda: dict(
            optimizer=keras.optimizers.Adagrad(0.1),
            loss="mse",
            loss_weights=0.5,
            metrics=[["mae"], ["mae"]],
        ),
        [numbers(8, 3), numbers(8, 3)],
        [numbers(8, 2), numbers(8, 2)],
        batch_size=5,
        epochs=2,
        validation_data=[[numbers(3, 3), numbers(3, 3)], [numbers(3, 2), numbers(3, 2)], [weights(3), None]],
    ),
    case(
        "one_output_in_lists",
        plain,
        lambda: dict(
            optimizer=keras.optimizers.SGD(0.1), loss=["mae"], loss_weights=[0.5], metrics=[["mse"]]
        ),
        [numbers(6, 3)],
        [numbers(6, 1)],
        batch_size=3,
        epochs=2,
    ),
]
print('{"keras": "%s", "cases": [' % keras.__version__)
print(",\n".join(json.dumps(item) for item in cases))
print("]}")
