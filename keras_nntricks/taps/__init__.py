"""How numbers get out of a training step, compiled or not, on each backend."""

from keras_nntricks.taps._attach import attach
from keras_nntricks.taps._detach import detach
from keras_nntricks.taps._request import Request

__all__ = ["Request", "attach", "detach"]
