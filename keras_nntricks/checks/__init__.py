"""Checks before training: each gives a result, `preflight` runs them all."""

from keras_nntricks.checks._check_result import CheckResult
from keras_nntricks.checks._data_statistics import data_statistics
from keras_nntricks.checks._dead_units import dead_units
from keras_nntricks.checks._gradient_check import gradient_check
from keras_nntricks.checks._initial_loss import initial_loss
from keras_nntricks.checks._labels_and_loss import labels_and_loss
from keras_nntricks.checks._learning_rate_range import learning_rate_range
from keras_nntricks.checks._overfit_batch import overfit_batch
from keras_nntricks.checks._preflight import preflight
from keras_nntricks.checks._preflight_report import PreflightReport
from keras_nntricks.checks._regularization import regularization
from keras_nntricks.checks._shapes import shapes

__all__ = [
    "CheckResult",
    "PreflightReport",
    "data_statistics",
    "dead_units",
    "gradient_check",
    "initial_loss",
    "labels_and_loss",
    "learning_rate_range",
    "overfit_batch",
    "preflight",
    "regularization",
    "shapes",
]
