"""Activations that Keras lacks or rounds, and the exact gains of activations."""

from keras_nntricks.activations._celu import celu
from keras_nntricks.activations._centered_gain import centered_gain
from keras_nntricks.activations._elu import elu
from keras_nntricks.activations._gain import gain
from keras_nntricks.activations._maxout_gain import maxout_gain
from keras_nntricks.activations._selu import selu

__all__ = ["celu", "centered_gain", "elu", "gain", "maxout_gain", "selu"]
