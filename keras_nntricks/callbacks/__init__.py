"""Callbacks: when to measure and when to act in a training run."""

from keras_nntricks.callbacks._exponential_decay import ExponentialDecay
from keras_nntricks.callbacks._inverse_time_decay import InverseTimeDecay
from keras_nntricks.callbacks._step_decay import StepDecay

__all__ = ["ExponentialDecay", "InverseTimeDecay", "StepDecay"]
