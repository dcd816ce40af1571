"""How numbers get out of a training step, compiled or not, on each backend."""

from keras_nntricks.taps._attach import attach
from keras_nntricks.taps._detach import detach
from keras_nntricks.taps._differentiable import differentiable
from keras_nntricks.taps._double_precision import double_precision
from keras_nntricks.taps._leftovers_removed import leftovers_removed
from keras_nntricks.taps._reading import Reading
from keras_nntricks.taps._recorded import recorded
from keras_nntricks.taps._replay import replay
from keras_nntricks.taps._request import Request
from keras_nntricks.taps._training_state import TrainingState
from keras_nntricks.taps._value_and_gradient import value_and_gradient

__all__ = [
    "Reading",
    "Request",
    "TrainingState",
    "attach",
    "detach",
    "differentiable",
    "double_precision",
    "leftovers_removed",
    "recorded",
    "replay",
    "value_and_gradient",
]
