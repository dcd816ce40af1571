"""Callbacks: when to measure and when to act in a training run."""

from keras_nntricks.callbacks._activation_monitor import ActivationMonitor
from keras_nntricks.callbacks._dead_unit_monitor import DeadUnitMonitor
from keras_nntricks.callbacks._exponential_decay import ExponentialDecay
from keras_nntricks.callbacks._gradient_monitor import GradientMonitor
from keras_nntricks.callbacks._inverse_time_decay import InverseTimeDecay
from keras_nntricks.callbacks._loss_monitor import LossMonitor
from keras_nntricks.callbacks._overfitting_monitor import OverfittingMonitor
from keras_nntricks.callbacks._step_decay import StepDecay
from keras_nntricks.callbacks._training_monitor import TrainingMonitor
from keras_nntricks.callbacks._update_ratio_monitor import UpdateRatioMonitor

__all__ = [
    "ActivationMonitor",
    "DeadUnitMonitor",
    "ExponentialDecay",
    "GradientMonitor",
    "InverseTimeDecay",
    "LossMonitor",
    "OverfittingMonitor",
    "StepDecay",
    "TrainingMonitor",
    "UpdateRatioMonitor",
]
