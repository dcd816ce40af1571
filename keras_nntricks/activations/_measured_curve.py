"""A callable that is known only by its values."""

import warnings

import keras
import numpy as np

from keras_nntricks.activations._curve import Curve
from keras_nntricks.activations._mean_square import first_panels, panel_nodes
from keras_nntricks.activations._named_curves import mixes_units


def measured_curve(activation):
    """A curve over a callable of NumPy arrays or of backend tensors."""
    x, _ = panel_nodes(*first_panels())
    through = _on_arrays if _takes_arrays(activation, x) else _on_tensors
    y = through(activation, x)
    part = through(activation, x[20:35, :7])
    if y.shape != x.shape or not _agree(part, y[20:35, :7]):
        raise ValueError(mixes_units(activation))
    return Curve(
        lambda x: through(activation, x).astype("float64"),
        precision=float(np.finfo(y.dtype).eps),
    )


def _agree(first, second):
    close = {"rtol": 1e-4, "atol": 1e-6, "equal_nan": True}
    return first.shape == second.shape and np.allclose(first, second, **close)


def _takes_arrays(activation, x):
    # NumPy's functions keep float64 on every backend; Keras's are given tensors.
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return isinstance(activation(x), np.ndarray)
    except (AttributeError, RuntimeError, TypeError, ValueError):
        return False


def _on_arrays(activation, x):
    with np.errstate(all="ignore"):
        return _floats(activation(x))


def _on_tensors(activation, x):
    # JAX has no float64 unless it was switched on.
    dtype = "float32" if keras.backend.backend() == "jax" else "float64"
    tensor = keras.ops.convert_to_tensor(x, dtype=dtype)
    return _floats(keras.ops.convert_to_numpy(activation(tensor)))


def _floats(values):
    values = np.asarray(values)
    is_double = values.dtype == "float64" or values.dtype.kind not in "fV"
    return values.astype("float64" if is_double else "float32")
