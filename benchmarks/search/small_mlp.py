"""What two studies search: rate, momentum and weight decay of a small network."""

import keras
import keras_tuner
import numpy as np

from benchmarks import data
from keras_nntricks import sweeps

DATA_SETS = ("digits", "mnist")
TRAIN = 800
VALIDATION = {"digits": 638, "mnist": 2000}
CLASSES, UNITS, BATCH_SIZE = 10, 64, 32
SPACE = (
    "learning rate 1e-6 to 10 and weight decay 1e-5 to 1e5, both log-uniform; momentum "
    "0 to 0.99, uniform"
)


def arrays(name):
    """`(x, y), (x, y)`: 800 examples to train, others to validate, as rows."""
    loaded = data.load(name)
    x = np.concatenate([loaded.x_train, loaded.x_validation])
    y = np.concatenate([loaded.y_train, loaded.y_validation])
    if name == "mnist":
        # Means of 2 x 2 pixels: a quarter of the work.
        x = x.reshape(len(x), 14, 2, 14, 2).mean(axis=(2, 4))
    end = TRAIN + VALIDATION[name]
    x = x[:end].reshape(end, -1)
    return (x[:TRAIN], y[:TRAIN]), (x[TRAIN:], y[TRAIN:end])


def space():
    """The hyperparameters; the range of the weight decay is the lecture's.

    "reg = 10**uniform(-5, 5)": CS231n 2017, lecture 6.
    """
    hp = keras_tuner.HyperParameters()
    hp.Float("learning_rate", 1e-6, 10.0, sampling="log")
    hp.Float("weight_decay", 1e-5, 1e5, sampling="log")
    hp.Float("momentum", 0.0, 0.99)
    return hp


def builder(features):
    """A function of the hyperparameters that makes the network."""

    def build(learning_rate, momentum, weight_decay):
        model = keras.Sequential(
            [
                keras.layers.Input((features,)),
                keras.layers.Dense(UNITS, "relu"),
                keras.layers.Dense(UNITS, "relu"),
                keras.layers.Dense(CLASSES),
            ]
        )
        optimizer = keras.optimizers.SGD(
            learning_rate, momentum=momentum, weight_decay=weight_decay
        )
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer, loss, metrics=["accuracy"])
        return model

    return build


def histories(name, trials, seeds, epochs):
    """The history of each trial, trained to its end; all share one program.

    Args:
        name: the data set.
        trials: list of the values of the hyperparameters.
        seeds: list of a seed per trial.
        epochs: how long all of them train.
    """
    train, validation = arrays(name)
    names = ("learning_rate", "momentum", "weight_decay")
    runs = [
        {"seed": seed, **{key: values[key] for key in names}}
        for seed, values in zip(seeds, trials, strict=True)
    ]
    result = sweeps.fit_many(
        builder(train[0].shape[1]),
        *train,
        runs,
        batch_size=BATCH_SIZE,
        epochs=epochs,
        validation_data=validation,
    )
    return [row["history"] for row in result.rows]


def best_accuracy(history):
    """The best validation accuracy of an epoch, or None if the first diverged."""
    finite = [value for value in history["val_accuracy"] if value is not None]
    return max(finite, default=None)
