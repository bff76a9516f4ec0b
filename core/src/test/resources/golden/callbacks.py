"""Decisions of Keras's callbacks over series of logs; writes callbacks.json, which stands beside this file, and
callback_files.json, which stands among the test resources of the module keras.

Run with Keras 3.15.1: KERAS_BACKEND=jax JAX_PLATFORMS=cpu python callbacks.py
Each callback is Keras's own object, driven by hand: only the logs are made up. Numbers that JSON has not are strings.
"""

import json
import os
import shutil
import tempfile
import warnings

import keras
import numpy as np

warnings.simplefilter("ignore")
NAN = float("nan")
INF = float("inf")


def model(metrics=("mae", "accuracy")):
    keras.utils.set_random_seed(1)
    made = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    made.compile(keras.optimizers.SGD(0.5), "mse", metrics=list(metrics))
    made.fit(np.ones((2, 1)), np.ones((2, 1)), verbose=0)  # builds the metrics
    return made


def mark(made, epoch):
    made.set_weights([np.full((1, 1), float(epoch), "float32")])


def number(value):
    if value is None:
        return None
    value = float(value)
    if np.isnan(value):
        return "nan"
    return value if np.isfinite(value) else ("inf" if value > 0 else "-inf")


def numbers(values):
    return [number(value) for value in values]


SERIES = {
    "falls": [1.0, 0.9, 0.8, 0.7, 0.6],
    "rises": [0.1, 0.2, 0.3, 0.4],
    "turns": [1.0, 0.5, 0.75, 0.25, 0.5, 0.375, 0.3125, 0.5],
    "ties": [1.0, 1.0, 0.5, 0.5, 0.5, 0.5],
    "steps of a tenth": [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1],
    "small steps": [1.0, 0.99995, 0.9999, 0.9998, 0.9997, 0.9996],
    "below float32": [0.5, 0.5 - 1e-9, 0.5 - 2e-9, 0.5 - 3e-9],
    "nan first": [NAN, 1.0, 0.5, 0.25, 0.125],
    "nan later": [1.0, NAN, 0.5, NAN, NAN, 0.25],
    "infinite first": [INF, INF, 1.0, 2.0, 0.5],
    "waves": [0.9, 0.7, 0.8, 0.6, 0.65, 0.62, 0.5, 0.55, 0.52, 0.51, 0.4, 0.45, 0.41, 0.39],
}


def early_stopping():
    arguments = [
        {},
        {"patience": 2},
        {"patience": 2, "restore_best_weights": True},
        {"patience": 1, "min_delta": 0.1, "restore_best_weights": True},
        {"patience": 2, "min_delta": -0.2},
        {"patience": 2, "baseline": 0.6, "restore_best_weights": True},
        {"patience": 1, "baseline": 2.0},
        {"patience": 2, "start_from_epoch": 3, "restore_best_weights": True},
        {"patience": 1, "mode": "max", "restore_best_weights": True},
        {"patience": 1, "mode": "min", "monitor": "val_accuracy"},
        {"patience": 2, "monitor": "val_accuracy", "min_delta": 0.1, "baseline": 0.3},
        {"patience": 1, "monitor": "val_mae"},
        {"patience": 1, "monitor": "loss"},
    ]
    cases = []
    made = model()
    for kwargs in arguments:
        for name, series in SERIES.items():
            callback = keras.callbacks.EarlyStopping(**kwargs)
            callback.set_model(made)
            made.stop_training = False
            callback.on_train_begin()
            stopped = None
            for epoch, value in enumerate(series):
                mark(made, epoch)
                callback.on_epoch_begin(epoch)
                callback.on_epoch_end(epoch, {callback.monitor: value})
                if made.stop_training:
                    stopped = epoch
                    break
            callback.on_train_end()
            cases.append(
                {
                    "arguments": kwargs,
                    "series": name,
                    "values": numbers(series),
                    "stopped": stopped,
                    "best": number(callback.best),
                    "best_epoch": callback.best_epoch,
                    "wait": callback.wait,
                    "weights_of_epoch": number(made.get_weights()[0].item()),
                }
            )
    return cases


def reduce_lr_on_plateau():
    arguments = [
        {"patience": 1},
        {"patience": 2, "factor": 0.5},
        {"patience": 1, "factor": 0.5, "cooldown": 2},
        {"patience": 0, "factor": 0.5},
        {"patience": 1, "factor": 0.25, "min_lr": 0.0625},
        {"patience": 1, "factor": 0.5, "min_delta": 0.1},
        {"patience": 1, "factor": 0.5, "mode": "max"},
        {"patience": 1, "factor": 0.5, "monitor": "accuracy", "cooldown": 1},
        {"patience": 1, "factor": 0.5, "mode": "min", "min_delta": 0},
        {"patience": 1, "factor": 0.0},
        {"patience": 1, "factor": -0.5, "min_lr": 0.125},
    ]
    cases = []
    made = model()
    for kwargs in arguments:
        for name, series in SERIES.items():
            callback = keras.callbacks.ReduceLROnPlateau(**kwargs)
            callback.set_model(made)
            made.optimizer.learning_rate = 0.5
            callback.on_train_begin()
            rates, logged = [], []
            for epoch, value in enumerate(series):
                callback.on_epoch_begin(epoch)
                logs = {callback.monitor: value}
                callback.on_epoch_end(epoch, logs)
                logged.append(logs["learning_rate"])
                rates.append(float(made.optimizer.learning_rate))
            cases.append(
                {
                    "arguments": kwargs,
                    "series": name,
                    "values": numbers(series),
                    "logged": numbers(logged),
                    "rates": numbers(rates),
                    "best": number(callback.best),
                    "wait": callback.wait,
                }
            )
    return cases


def learning_rate_scheduler():
    schedules = {
        "halved from epoch 2 on": lambda epoch, rate: rate if epoch < 2 else rate * 0.5,
        "by epoch": lambda epoch, rate: 1.0 / (1 + epoch),
        "shrinking": lambda epoch, rate: rate * 0.9,
    }
    cases = []
    made = model()
    for name, schedule in schedules.items():
        callback = keras.callbacks.LearningRateScheduler(schedule)
        callback.set_model(made)
        made.optimizer.learning_rate = 0.5
        callback.on_train_begin()
        rates, logged = [], []
        for epoch in range(6):
            callback.on_epoch_begin(epoch)
            rates.append(float(made.optimizer.learning_rate))
            logs = {"loss": 1.0}
            callback.on_epoch_end(epoch, logs)
            logged.append(logs["learning_rate"])
        cases.append({"schedule": name, "rates": rates, "logged": logged})
    return cases


def model_checkpoint():
    arguments = [
        {"filepath": "m.keras"},
        {"filepath": "{epoch}.keras"},
        {"filepath": "{epoch:02d}-{val_loss:.2f}.keras", "save_best_only": True},
        {"filepath": "w-{epoch:03d}-{val_loss:.4f}-{loss:.1e}.weights.h5", "save_weights_only": True},
        {"filepath": "{val_loss}.keras", "save_best_only": True, "initial_value_threshold": 0.6},
        {"filepath": "{{{epoch:4d}}}-{val_accuracy:8.3f}.keras", "monitor": "val_accuracy", "save_best_only": True},
        {"filepath": "{epoch:02d}.keras", "save_best_only": True, "mode": "max"},
        {"filepath": "{epoch:02d}-{batch:02d}.keras", "save_freq": 3},
        {"filepath": "{epoch:02d}-{batch}-{loss:.3f}.keras", "save_freq": 5},
    ]
    cases = []
    made = model()
    for kwargs in arguments:
        for name, series in SERIES.items():
            folder = tempfile.mkdtemp()
            saved = []
            given = dict(kwargs)
            given["filepath"] = os.path.join(folder, kwargs["filepath"])
            callback = keras.callbacks.ModelCheckpoint(**given)
            made.save = lambda path, overwrite: saved.append(os.path.relpath(path, folder))
            made.save_weights = made.save
            callback.set_model(made)
            callback.on_train_begin()
            error = None
            try:
                for epoch, value in enumerate(series):
                    callback.on_epoch_begin(epoch)
                    logs = {"accuracy": 1 - value, "loss": value}
                    for batch in range(4):
                        callback.on_train_batch_begin(batch)
                        callback.on_train_batch_end(batch, {"accuracy": 1 - value, "loss": value / (batch + 1)})
                    logs.update({"val_accuracy": 1 - value, "val_loss": value})
                    callback.on_epoch_end(epoch, logs)
            except Exception as e:
                error = type(e).__name__
            shutil.rmtree(folder)
            cases.append(
                {
                    "arguments": kwargs,
                    "series": name,
                    "values": numbers(series),
                    "saved": saved,
                    "best": number(callback.best),
                    "error": error,
                }
            )
    return cases


def csv_logger():
    rows = {
        "with validation": [
            {"loss": 0.6931471824645996, "accuracy": 0.5, "val_loss": 0.1, "val_accuracy": 1.0},
            {"loss": 1e-05, "accuracy": 0.75, "val_loss": 1e16, "val_accuracy": 123456789.0},
            {"loss": 2e-322, "accuracy": 1 / 3, "val_loss": 1e23, "val_accuracy": 0.0001},
        ],
        "without validation": [{"loss": 0.25, "mae": 2.0}, {"loss": NAN, "mae": INF}, {"loss": -INF, "mae": -0.0}],
        "with a learning rate": [{"loss": 0.5, "val_loss": 0.25, "learning_rate": 0.0010000000474974513}],
        "validation from the second epoch on": [{"loss": 0.5}, {"loss": 0.25, "val_loss": 2.5e-07}],
        "validation of the first epoch alone": [{"loss": 0.5, "val_loss": 1.5}, {"loss": 0.25}],
    }
    cases = []
    made = model()
    for separator in [",", ";", "\t"]:
        for append in [False, True]:
            for name, series in rows.items():
                for before in [None, "", "epoch,loss\r\n0,1\r\n"]:
                    folder = tempfile.mkdtemp()
                    path = os.path.join(folder, "log.csv")
                    if before is not None:
                        with open(path, "w", newline="") as file:
                            file.write(before)
                    callback = keras.callbacks.CSVLogger(path, separator=separator, append=append)
                    callback.set_model(made)
                    callback.on_train_begin()
                    for epoch, logs in enumerate(series):
                        callback.on_epoch_end(epoch, dict(logs))
                    callback.on_train_end()
                    with open(path, newline="") as file:
                        text = file.read()
                    shutil.rmtree(folder)
                    cases.append(
                        {
                            "separator": separator,
                            "append": append,
                            "name": name,
                            "rows": [{key: number(value) for key, value in logs.items()} for logs in series],
                            "before": before,
                            "text": text,
                        }
                    )
    return cases


def terminate_on_nan():
    cases = []
    made = model()
    for value in [0.0, 1e38, -1.0, NAN, INF, -INF]:
        callback = keras.callbacks.TerminateOnNaN()
        callback.set_model(made)
        made.stop_training = False
        callback.on_train_batch_end(3, {"loss": value})
        cases.append({"loss": number(value), "stops": made.stop_training})
    return cases


def progress_bar():
    """Keras's Progbar with a clock of our own; a line per update, without the backspaces before it."""
    from keras.src.utils import io_utils, progbar

    runs = {
        "three quick steps": (3, [0.0, 0.1, 0.2, 0.3, 0.3]),
        "a slow first step": (12, [0.0, 2.5] + [2.5 + 0.02 * i for i in range(1, 12)] + [2.74]),
        "steps of minutes": (4, [0.0, 100.0, 3800.0, 5000.0, 5100.5, 5100.5]),
        "steps of microseconds": (250, [0.0] + [i * 0.00047 for i in range(1, 251)] + [0.1176]),
        "a single step": (1, [0.0, 0.004, 0.006]),
        "unknown length": (None, [0.0, 1.0, 2.0, 3.0, 3.0]),
    }
    cases = []
    for name, (target, times) in runs.items():
        for verbose in [1, 2]:
            clock = iter(times)
            now = [1000.0]

            def time():
                return now[0]

            real = progbar.time.time
            progbar.time.time = time
            printed = []
            real_print = progbar.io_utils.print_msg
            progbar.io_utils.print_msg = lambda message, line_break=True: printed.append(message)
            now[0] = 1000.0 + next(clock)
            bar = progbar.Progbar(target=target, verbose=verbose, unit_name="step", stateless_metrics=set())
            bar._dynamic_display = True
            steps = len(times) - 2
            logs = []
            for step in range(1, steps + 1):
                now[0] = 1000.0 + next(clock)
                values = [("accuracy", 1 - 1 / (step + 1)), ("loss", 10.0 ** -step)]
                logs.append({key: number(value) for key, value in values})
                if verbose == 1:
                    bar.update(step, values, finalize=False)
            now[0] = 1000.0 + next(clock)
            if target is None:
                bar.target = steps
            final = [("accuracy", 0.5), ("loss", 0.0012), ("val_loss", 2e-7)]
            bar.update(bar.target, final, finalize=True)
            progbar.time.time = real
            progbar.io_utils.print_msg = real_print
            cases.append(
                {
                    "name": name,
                    "steps": target,
                    "redraws": verbose == 1,
                    "times": times,
                    "logs": logs,
                    "epoch_logs": dict(final),
                    "printed": [line.replace("\b", "") for line in printed],
                }
            )
    return cases


def directions():
    """What mode "auto" makes of each metric, by the name under which logs report it."""
    names = ["mae", "mse", "accuracy", "r2_score", "auc", "precision", "recall", "true_positives", "false_negatives",
             "root_mean_squared_error", "cosine_similarity", "kl_divergence", "poisson", "hinge", "squared_hinge",
             "binary_accuracy", "logcosh", "mape", "msle", "binary_crossentropy", "top_k_categorical_accuracy",
             "sparse_top_k_categorical_accuracy", "categorical_crossentropy", "sparse_categorical_crossentropy"]
    classes = {"auc": keras.metrics.AUC, "precision": keras.metrics.Precision, "recall": keras.metrics.Recall,
               "true_positives": keras.metrics.TruePositives, "false_negatives": keras.metrics.FalseNegatives,
               "r2_score": keras.metrics.R2Score, "root_mean_squared_error": keras.metrics.RootMeanSquaredError,
               "logcosh": keras.metrics.LogCoshError, "cosine_similarity": keras.metrics.CosineSimilarity}
    cases = []
    for name in names:
        metric = classes[name]() if name in classes else name
        made = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1 if "sparse" not in name else 4, activation="sigmoid")])
        made.compile("sgd", "mse", metrics=[metric])
        if "sparse" not in name:
            made.fit(np.ones((2, 3)), np.ones((2, 1)), verbose=0)
        else:
            made.compile("sgd", "sparse_categorical_crossentropy", metrics=[metric])
            made.fit(np.ones((2, 3)), np.ones((2,)), verbose=0)
        callback = keras.callbacks.EarlyStopping(monitor="val_" + name)
        callback.set_model(made)
        try:
            callback._set_monitor_op()
            direction = "min" if callback.monitor_op == keras.ops.less else "max"
        except ValueError:
            direction = None
        cases.append({"metric": name, "mode": direction})
    return cases


def main():
    write("callbacks.json", {
        "early_stopping": early_stopping(),
        "reduce_lr_on_plateau": reduce_lr_on_plateau(),
        "learning_rate_scheduler": learning_rate_scheduler(),
        "terminate_on_nan": terminate_on_nan(),
        "progress_bar": progress_bar(),
        "directions": directions(),
    })
    write("callback_files.json", {"model_checkpoint": model_checkpoint(), "csv_logger": csv_logger()})


def write(name, cases):
    found = {"keras_version": keras.__version__, "backend": keras.backend.backend(), **cases}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("{\n")
        keys = list(found)
        for key in keys:
            value = found[key]
            end = ",\n" if key != keys[-1] else "\n"
            if isinstance(value, list):
                body = ",\n    ".join(json.dumps(case, allow_nan=False) for case in value)
                file.write(f"  {json.dumps(key)}: [\n    {body}\n  ]{end}")
            else:
                file.write(f"  {json.dumps(key)}: {json.dumps(value)}{end}")
        file.write("}\n")


if __name__ == "__main__":
    main()
