"""Writes layers.json: what layers of Keras 3 give, with the JAX backend.

    KERAS_BACKEND=jax python layers.py > layers.json
"""

import json

import keras
import numpy as np
from keras import layers
from keras.src import backend

random = np.random.default_rng(3)


def numbers(*shape):
    return random.normal(size=shape).astype("float32")


def mask(*shape):
    used = random.random(shape) > 0.4
    used[0, 0], used[0, 1] = True, False
    return used


def listed(array):
    array = np.asarray(array)
    if array.dtype == bool:
        return array.tolist()

    def item(x):
        if isinstance(x, list):
            return [item(y) for y in x]
        return float(np.format_float_positional(np.float32(x), unique=True)) if np.isfinite(x) else str(x).replace("nan", "NaN")

    return item(array.tolist())


def case(name, layer, inputs, masks=None, training=False):
    one = not isinstance(inputs, list)
    given = [inputs] if one else inputs
    tensors = [keras.ops.convert_to_tensor(x) for x in given]
    shapes = [tuple(x.shape) for x in given]
    if not layer.built:
        layer.build(shapes[0] if one else shapes)
    for variable in layer.weights:
        value = numbers(*variable.shape)
        variable.assign(np.abs(value) if "variance" in variable.path else value)
    weights = [listed(variable.numpy()) for variable in layer.weights]
    for i, used in enumerate(masks or []):
        if used is not None:
            backend.set_keras_mask(tensors[i], keras.ops.convert_to_tensor(used))
    argument = tensors[0] if one else tensors
    output = layer(argument, training=True) if training else layer(argument)
    result = backend.get_keras_mask(output)
    serialized = keras.saving.serialize_keras_object(layer)
    return {
        "name": name,
        "layer": serialized,
        "weights": weights,
        "inputs": [listed(x) for x in given],
        "masks": [None if used is None else listed(used) for used in masks or [None] * len(given)],
        "training": training,
        "output": listed(output),
        "output_mask": None if result is None else listed(result),
        "weights_after": [listed(variable.numpy()) for variable in layer.weights],
    }


x = numbers(2, 5, 4)
m = mask(2, 5)
n = mask(2, 5)
y = numbers(2, 5, 4)
z = numbers(2, 5, 4)
ties = np.round(numbers(2, 5, 4))
cases = [
    case("activation", layers.Activation("tanh"), x, [m]),
    case("activation_softmax", layers.Activation("softmax"), x),
    case("relu", layers.ReLU(), x, [m]),
    case("relu_all", layers.ReLU(max_value=1.0, negative_slope=0.25, threshold=0.5), x),
    case("leaky_relu", layers.LeakyReLU(), x, [m]),
    case("leaky_relu_alpha", layers.LeakyReLU(negative_slope=0.125), x),
    case("elu", layers.ELU(), x, [m]),
    case("elu_alpha", layers.ELU(alpha=0.5), x),
    case("prelu", layers.PReLU(), x, [m]),
    case("prelu_shared", layers.PReLU(shared_axes=[1]), x),
    case("prelu_one", layers.PReLU(shared_axes=[1, 2]), x),
    case("softmax", layers.Softmax(), x),
    case("softmax_axis", layers.Softmax(axis=1), x),
    case("softmax_masked", layers.Softmax(), numbers(2, 5), [np.array([[1, 0, 1, 1, 0], [0] * 5], bool)]),
    case("layer_norm", layers.LayerNormalization(), x, [m]),
    case("layer_norm_axes", layers.LayerNormalization(axis=[1, 2], epsilon=0.01), x),
    case("layer_norm_first", layers.LayerNormalization(axis=1, center=False), x),
    case("layer_norm_plain", layers.LayerNormalization(center=False, scale=False), x),
    case("layer_norm_rms", layers.LayerNormalization(rms_scaling=True), x),
    case("batch_norm", layers.BatchNormalization(), x, [m]),
    case("batch_norm_training", layers.BatchNormalization(momentum=0.75), x, None, True),
    case("batch_norm_masked", layers.BatchNormalization(momentum=0.75, center=False), x, [m], True),
    case("batch_norm_axis", layers.BatchNormalization(axis=1, scale=False), x, None, True),
    case("batch_norm_frozen", layers.BatchNormalization(trainable=False), x, None, True),
    case("conv", layers.Conv1D(3, 2), x, [m]),
    case("conv_same", layers.Conv1D(3, 4, padding="same", activation="relu"), x),
    case("conv_same_strides", layers.Conv1D(3, 4, padding="same", strides=3), numbers(2, 8, 4)),
    case("conv_causal", layers.Conv1D(3, 3, padding="causal", dilation_rate=2, use_bias=False), x),
    case("conv_causal_strides", layers.Conv1D(3, 3, padding="causal", strides=2), x),
    case("conv_groups", layers.Conv1D(6, 3, groups=2), x),
    case("conv_strides", layers.Conv1D(2, 2, strides=2), x),
    case("conv_dilated", layers.Conv1D(2, 2, dilation_rate=3, padding="same"), x),
    case("max_pooling", layers.MaxPooling1D(), x, [m]),
    case("max_pooling_same", layers.MaxPooling1D(3, strides=2, padding="same"), x),
    case("average_pooling", layers.AveragePooling1D(2), x, [m]),
    case("average_pooling_same", layers.AveragePooling1D(4, strides=1, padding="same"), x),
    case("global_max", layers.GlobalMaxPooling1D(), x, [m]),
    case("global_max_keep", layers.GlobalMaxPooling1D(keepdims=True), x),
    case("global_average", layers.GlobalAveragePooling1D(), x),
    case("global_average_masked", layers.GlobalAveragePooling1D(keepdims=True), x, [m]),
    case("flatten", layers.Flatten(), x, [m]),
    case("reshape", layers.Reshape((2, -1)), numbers(2, 4, 3)),
    case("permute", layers.Permute((2, 1)), x, [m]),
    case("permute_three", layers.Permute((3, 1, 2)), numbers(2, 2, 3, 4)),
    case("repeat_vector", layers.RepeatVector(3), numbers(2, 4)),
    case("zero_padding", layers.ZeroPadding1D((1, 2)), x, [m]),
    case("cropping", layers.Cropping1D((1, 2)), x, [m]),
    case("up_sampling", layers.UpSampling1D(3), x, [m]),
    case("spatial_dropout", layers.SpatialDropout1D(0.5, seed=3), x, [m]),
    case("gaussian_noise", layers.GaussianNoise(0.25, seed=3), x, [m]),
    case("rescaling", layers.Rescaling(2.0, 1.0), x, [m]),
    case("rescaling_features", layers.Rescaling([1.0, 2.0, 3.0, 4.0], 0.5), x),
    case("masking", layers.Masking(), np.where(m[:, :, None], x, 0).astype("float32")),
    case("concatenate", layers.Concatenate(), [x, y], [m, n]),
    case("concatenate_time", layers.Concatenate(axis=1), [x, numbers(2, 3, 4)], [m, None]),
    case("concatenate_three", layers.Concatenate(axis=-2), [x, y, z]),
]
for merge in (layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum):
    name = keras.src.utils.naming.to_snake_case(merge.__name__)
    cases.append(case(name, merge(), [x, y]))
    cases.append(case(name + "_masked", merge(), [x, y], [m, n]))
    cases.append(case(name + "_half_masked", merge(), [x, y], [m, None]))
    cases.append(case(name + "_stretched", merge(), [x, numbers(2, 1, 4)]))
    cases.append(case(name + "_ranks", merge(), [x, numbers(2, 4)]))
    if merge is not layers.Subtract:
        cases.append(case(name + "_three", merge(), [x, ties, y], [m, n, mask(2, 5)]))

print('{"keras_version": "%s", "backend": "%s", "cases": [' % (keras.__version__, keras.backend.backend()))
print(",\n".join(json.dumps(c, separators=(",", ":")) for c in cases))
print("]}")
