import contextlib
import importlib

import keras

from keras_nntricks.taps._keras_internals import narrowed_dtypes


@contextlib.contextmanager
def double_precision():
    """Keras computes in float64 inside of it, on each backend.

    Layers and losses that are made inside take float64; those made before keep their
    dtype. Afterwards everything is as before.

    Returns:
        A context manager.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import taps
    >>> with taps.double_precision():
    ...     keras.backend.standardize_dtype(keras.ops.mean(np.ones(3) / 3).dtype)
    'float64'
    """
    keras.config.dtype_policy()  # the default policy would follow `floatx`
    floatx = keras.config.floatx()
    with _wide_arrays(), _wide_results():
        keras.config.set_floatx("float64")
        try:
            yield
        finally:
            keras.config.set_floatx(floatx)


def _wide_arrays():
    if keras.backend.backend() != "jax":
        return contextlib.nullcontext()
    module = importlib.import_module("keras_nntricks.taps._differentiable_jax")
    return module.wide_arrays()


@contextlib.contextmanager
def _wide_results():
    # On JAX and torch Keras narrows the results of its operations to 32 bits, and has
    # no public switch for it.
    narrowed = narrowed_dtypes()
    before = narrowed.get("float64")
    narrowed["float64"] = "float64"
    try:
        yield
    finally:
        narrowed["float64"] = before
