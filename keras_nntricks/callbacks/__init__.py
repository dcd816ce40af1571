"""Callbacks: when to measure and when to act in a training run."""

from keras_nntricks.callbacks._activation_monitor import ActivationMonitor
from keras_nntricks.callbacks._cosine_decay import CosineDecay
from keras_nntricks.callbacks._cosine_restarts import CosineRestarts
from keras_nntricks.callbacks._cyclical_learning_rate import CyclicalLearningRate
from keras_nntricks.callbacks._dead_unit_monitor import DeadUnitMonitor
from keras_nntricks.callbacks._exponential_decay import ExponentialDecay
from keras_nntricks.callbacks._gradient_monitor import GradientMonitor
from keras_nntricks.callbacks._inverse_time_decay import InverseTimeDecay
from keras_nntricks.callbacks._linear_decay import LinearDecay
from keras_nntricks.callbacks._loss_monitor import LossMonitor
from keras_nntricks.callbacks._momentum_ramp import MomentumRamp
from keras_nntricks.callbacks._nan_guard import NaNGuard
from keras_nntricks.callbacks._one_cycle import OneCycle
from keras_nntricks.callbacks._overfitting_monitor import OverfittingMonitor
from keras_nntricks.callbacks._polynomial_decay import PolynomialDecay
from keras_nntricks.callbacks._precise_batch_norm import PreciseBatchNorm
from keras_nntricks.callbacks._snapshot_ensemble import SnapshotEnsemble
from keras_nntricks.callbacks._step_decay import StepDecay
from keras_nntricks.callbacks._training_monitor import TrainingMonitor
from keras_nntricks.callbacks._update_ratio_monitor import UpdateRatioMonitor
from keras_nntricks.callbacks._warm_up import WarmUp
from keras_nntricks.callbacks._weight_average import WeightAverage

__all__ = [
    "ActivationMonitor",
    "CosineDecay",
    "CosineRestarts",
    "CyclicalLearningRate",
    "DeadUnitMonitor",
    "ExponentialDecay",
    "GradientMonitor",
    "InverseTimeDecay",
    "LinearDecay",
    "LossMonitor",
    "MomentumRamp",
    "NaNGuard",
    "OneCycle",
    "OverfittingMonitor",
    "PolynomialDecay",
    "PreciseBatchNorm",
    "SnapshotEnsemble",
    "StepDecay",
    "TrainingMonitor",
    "UpdateRatioMonitor",
    "WarmUp",
    "WeightAverage",
]
