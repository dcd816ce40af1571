"""A thin, deep classifier by activation and initialization, dense or convolutional."""

import functools

import keras
import numpy as np

from benchmarks import data
from keras_nntricks import calibration
from keras_nntricks.initializers import MSRA, Orthogonal, Xavier
from keras_nntricks.layers import Maxout

INITIALIZERS = {
    "xavier": lambda: Xavier(mode="fan_in", distribution="untruncated_normal"),
    "he": lambda: MSRA(distribution="untruncated_normal"),
    "orthonormal": Orthogonal,
    "lsuv": Orthogonal,
}
# The activation, and how many channels it makes one of.
ACTIVATIONS = {
    "relu": (keras.layers.ReLU, 1),
    "maxout": (lambda: Maxout(num_pieces=2), 2),
    "tanh": (lambda: keras.layers.Activation("tanh"), 1),
}
# Filters of the convolutions between two poolings, and dense units, of FitNet-4.
STAGES = ((32, 32, 32, 48, 48), (80,) * 6, (128,) * 6)
DENSE_UNITS = 500
CALIBRATED_ON = 256

_dataset = functools.cache(data.load)


def build(
    network="dense",
    initializer="lsuv",
    activation="relu",
    dataset="digits",
    input_scale=1.0,
    depth=17,
    width=32,
    learning_rate=0.01,
):
    """`depth` dense layers, or FitNet-4, trained by SGD with momentum 0.9, compiled.

    The inputs have mean 0 and standard deviation `input_scale`. `initializer` fills
    every kernel; "lsuv" scales orthonormal ones on the first training examples.
    """
    unit = _units_of(initializer, activation)
    hidden = _dense(unit, depth, width) if network == "dense" else _fitnet(unit)
    examples = _dataset(dataset)
    inputs = [
        keras.Input(examples.x_train.shape[1:]),
        _rescaling(dataset, input_scale),
    ]
    kernel = INITIALIZERS[initializer]()
    logits = keras.layers.Dense(examples.num_classes, kernel_initializer=kernel)
    model = keras.Sequential([*inputs, *hidden, logits])
    if initializer == "lsuv":
        calibration.lsuv(model, examples.x_train[:CALIBRATED_ON], orthogonal=False)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.SGD(learning_rate, momentum=0.9)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


def linear_maps(model):
    """A model of what each kernel makes, before its activation, first layer first."""
    outputs = [layer.output for layer in model.layers if hasattr(layer, "kernel")]
    return keras.Model(model.inputs[0], outputs)


def variances(maps, x):
    """Variance over examples, positions and channels of each output of a model."""
    outputs = (keras.ops.convert_to_numpy(output) for output in maps(x))
    return [float(np.var(output.astype("float64"))) for output in outputs]


def _units_of(initializer, activation):
    """A function that makes a layer with a kernel and the activation behind it."""
    make, pieces = ACTIVATIONS[activation]

    def unit(kind, size, *arguments, **settings):
        kernel = INITIALIZERS[initializer]()
        layer = kind(pieces * size, *arguments, kernel_initializer=kernel, **settings)
        return [layer, make()]

    return unit


def _dense(unit, depth, width):
    return [
        layer for _ in range(depth - 1) for layer in unit(keras.layers.Dense, width)
    ]


def _fitnet(unit):
    layers = []
    for stage in STAGES:
        for filters in stage:
            layers += unit(keras.layers.Conv2D, filters, 3, padding="same")
        layers.append(keras.layers.MaxPooling2D())
    layers[-1] = keras.layers.GlobalMaxPooling2D()
    return [*layers, *unit(keras.layers.Dense, DENSE_UNITS)]


def _rescaling(dataset, input_scale):
    mean, std = _moments(dataset)
    scale = input_scale / std
    return keras.layers.Rescaling(scale, -mean * scale)


@functools.cache
def _moments(dataset):
    """Mean and standard deviation of all numbers in the training images."""
    x = _dataset(dataset).x_train
    return float(x.mean(dtype="float64")), float(x.std(dtype="float64"))
