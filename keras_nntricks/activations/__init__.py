"""Pure functions about activations: gains, exact."""

from keras_nntricks.activations._gain import gain
from keras_nntricks.activations._maxout_gain import maxout_gain

__all__ = ["gain", "maxout_gain"]
