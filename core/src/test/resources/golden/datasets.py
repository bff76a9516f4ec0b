"""Writes datasets.json: windows and padded sequences of Keras 3.

    KERAS_BACKEND=jax python datasets.py > datasets.json

timeseries_dataset_from_array needs TensorFlow; here Keras's own code runs over the few functions of tf.data that it calls,
written with numpy. Keras checks the arguments, and decides where windows start and which rows they have.
"""

import itertools
import json

import keras
import numpy as np
from keras.src.utils import timeseries_dataset_utils


class Dataset:
    """As much of tf.data.Dataset as timeseries_dataset_from_array uses."""

    def __init__(self, elements):
        self.elements = elements  # gives a new iterator

    from_tensors = staticmethod(lambda value: Dataset(lambda: iter([value])))
    range = staticmethod(lambda count: Dataset(lambda: iter(range(count))))
    zip = staticmethod(lambda parts: Dataset(lambda: zip(*[part.elements() for part in parts])))

    def repeat(self):
        return Dataset(lambda: itertools.chain.from_iterable(self.elements() for _ in itertools.count()))

    def map(self, function, num_parallel_calls):
        return Dataset(lambda: (function(*element) for element in self.elements()))

    def prefetch(self, size):
        return self

    def shuffle(self, buffer_size, seed):
        return self

    def batch(self, size):
        def batches():
            rest = self.elements()
            while batch := list(itertools.islice(rest, size)):
                pair = isinstance(batch[0], tuple)
                yield tuple(np.stack(part) for part in zip(*batch)) if pair else np.stack(batch)

        return Dataset(batches)


class TensorFlow:
    class data:
        AUTOTUNE = None

    cast = staticmethod(lambda value, dtype: value)
    range = staticmethod(np.arange)
    gather = staticmethod(lambda rows, indices: rows[indices])


TensorFlow.data.Dataset = Dataset
timeseries_dataset_utils.tf = TensorFlow


def listed(value):
    return np.asarray(value).astype(float).tolist()


def series(rows, *shape):
    return np.arange(rows * int(np.prod(shape)), dtype="float32").reshape(rows, *shape)


def windows(name, data, targets, **arguments):
    item = {"name": name, "rows": len(data), "shape": list(data.shape[1:]), "arguments": arguments}
    item["targets"] = None if targets is None else {"rows": len(targets), "shape": list(targets.shape[1:])}
    try:
        dataset = keras.utils.timeseries_dataset_from_array(data, targets, **arguments)
        elements = list(dataset.elements())
        if targets is None:
            elements = [(element,) for element in elements]
        item["elements"] = [[listed(part) for part in element] for element in elements]
    except (ValueError, IndexError) as error:
        item["error"] = str(error)
    return item


WINDOWS = [
    windows("example 1", series(99), None, sequence_length=10, sampling_rate=2, sequence_stride=3, batch_size=7),
    windows("example 2", series(30), series(30), sequence_length=10),
    windows("features", series(23, 3), series(23, 2), sequence_length=4, sampling_rate=3, sequence_stride=2, batch_size=5),
    windows("images", series(9, 2, 3), None, sequence_length=2, batch_size=3),
    windows("one by one", series(9, 2), series(9), sequence_length=3, batch_size=None),
    windows("fewer targets", series(20, 1), series(5, 1), sequence_length=3, batch_size=4),
    windows("more targets", series(12, 1), series(50, 1), sequence_length=3, batch_size=4),
    windows("from start to end", series(30, 2), series(30, 1), sequence_length=4, start_index=5, end_index=17, batch_size=3),
    windows("from start", series(30, 2), series(30, 1), sequence_length=4, start_index=20, sequence_stride=2, batch_size=3),
    windows("to end", series(30, 2), None, sequence_length=4, end_index=9, batch_size=8),
    windows("start 0", series(8), None, sequence_length=4, start_index=0, end_index=7, batch_size=8),
    windows("none fits", series(8), None, sequence_length=9, batch_size=8),
    windows("one fits", series(9), None, sequence_length=9, batch_size=8),
    windows("targets end early", series(40, 1), series(22, 1), sequence_length=3, start_index=10, batch_size=4),
    windows("end beyond", series(8), None, sequence_length=2, end_index=8),
    windows("end negative", series(8), None, sequence_length=2, end_index=-1),
    windows("end before start", series(8), None, sequence_length=2, start_index=4, end_index=4),
    windows("start negative", series(8), None, sequence_length=2, start_index=-1),
    windows("start beyond", series(8), None, sequence_length=2, start_index=8),
    windows("rate 0", series(8), None, sequence_length=2, sampling_rate=0),
    windows("rate beyond", series(8), None, sequence_length=1, sampling_rate=8),
    windows("stride 0", series(8), None, sequence_length=2, sequence_stride=0),
    windows("stride beyond", series(8), None, sequence_length=1, sequence_stride=8),
]

random = np.random.default_rng(3)


def padded(lengths, shape, **arguments):
    sequences = [random.normal(size=(length, *shape)).astype("float32") for length in lengths]
    return {
        "sequences": [listed(sequence) for sequence in sequences],
        "arguments": arguments,
        "padded": listed(keras.utils.pad_sequences(sequences, dtype="float32", **arguments)),
    }


PADDED = [
    padded([3, 1, 5, 2], (), **arguments) for arguments in (
        {},
        {"padding": "post"},
        {"value": -1.5},
        {"maxlen": 3},
        {"maxlen": 3, "truncating": "post"},
        {"maxlen": 3, "padding": "post", "value": 2.0},
        {"maxlen": 3, "padding": "post", "truncating": "post"},
        {"maxlen": 7},
        {"maxlen": 7, "padding": "post"},
    )
] + [
    padded([2, 4, 3], (3,), padding="post", maxlen=3, value=9.0),
    padded([2, 4, 1], (2, 3)),
    padded([0, 2], ()),
]


def write(name, items, last):
    print(f' "{name}": [')
    print(",\n".join("  " + json.dumps(item) for item in items))
    print(" ]" + ("" if last else ","))


print("{")
print(f' "keras_version": "{keras.__version__}",')
write("windows", WINDOWS, False)
write("padded", PADDED, True)
print("}")
