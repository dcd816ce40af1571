"""Small models around the object of a case."""

import json

import keras
import numpy as np
from keras import ops

from tests.backends import to_numpy


def feed(case, batch=3, seed=0):
    """Normal inputs, the same for the same arguments."""
    generator = np.random.default_rng(seed)
    return generator.normal(size=(batch, *case.input_shape)).astype("float32")


def sequential(case, *layers):
    """Input and layers; the layer of the case alone where none is given."""
    layers = layers or (case.build(),)
    return keras.Sequential([keras.Input(case.input_shape), *layers])


def functional(case, layer):
    """The same as a graph."""
    inputs = keras.Input(case.input_shape)
    return keras.Model(inputs, layer(inputs))


class Subclassed(keras.Model):
    """The same as a class of the user."""

    def __init__(self, layer):
        super().__init__()
        self.inner = layer

    def call(self, inputs):
        return self.inner(inputs)


def trainable(case, seed=0, **compile_arguments):
    """A regression whose gradient goes through the layer to a layer before it."""
    keras.utils.set_random_seed(seed)
    use_bias = "cancels_bias" not in case.traits
    width = case.input_shape[-1]
    before = keras.layers.Dense(width, use_bias=use_bias, name="before")
    after = keras.layers.Dense(1, name="after")
    layers = [before, case.build(), keras.layers.Flatten(), after]
    model = sequential(case, *layers)
    model.compile(keras.optimizers.SGD(0.1), "mse", **compile_arguments)
    return model


def output_of(layer, inputs, **call_arguments):
    """The output as float64 NumPy."""
    return to_numpy(layer(ops.convert_to_tensor(inputs), **call_arguments))


def shake(layer, seed=3):
    """Moves every trainable weight away from its start, each entry differently."""
    generator = np.random.default_rng(seed)
    for weight in layer.trainable_weights:
        noise = 0.25 * generator.normal(size=weight.shape)
        weight.assign(to_numpy(weight) + noise)


def named_weights(layer):
    """Weight name -> float64 array."""
    return {weight.name: to_numpy(weight) for weight in layer.weights}


def dtype_of(tensor):
    """The dtype as a string, on every backend."""
    return keras.backend.standardize_dtype(tensor.dtype)


def through_json(config):
    """The config as it comes back from a file."""
    return json.loads(json.dumps(config))


def assert_close(actual, expected, message, relative=1e-5, absolute=1e-5):
    """Equal within float32 rounding; NaN is never equal to anything."""
    np.testing.assert_allclose(
        actual,
        expected,
        rtol=relative,
        atol=absolute,
        equal_nan=False,
        err_msg=message,
    )
