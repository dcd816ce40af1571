"""The stepping of the backend that Keras runs on."""

import functools
import importlib

import keras


@functools.cache
def backend():
    """The module that knows how this backend steps."""
    name = keras.backend.backend()
    return importlib.import_module(f"keras_nntricks.taps._step_{name}")
