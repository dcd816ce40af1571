"""Callbacks that lower the learning rate."""

from keras_nntricks import callbacks
from tests.conformance.case import Case

_RATE = {"unit": ("days", None), "initial_learning_rate": (0.0, -0.1, "high", True)}

CASES = (
    Case(
        callbacks.StepDecay,
        {"factor": 0.5, "every": 2},
        bad={**_RATE, "factor": (0.0, 1.5, "half"), "every": (0, 1.5, True)},
    ),
    Case(
        callbacks.StepDecay,
        {"every": 4, "unit": "steps", "initial_learning_rate": 0.2},
        bad={**_RATE, "factor": (-0.5,), "every": (-1,)},
    ),
    Case(
        callbacks.ExponentialDecay,
        {"rate": 0.3},
        bad={**_RATE, "rate": (-0.1, float("inf"), "fast")},
    ),
    Case(
        callbacks.InverseTimeDecay,
        {"rate": 0.5, "unit": "steps"},
        bad={**_RATE, "rate": (-0.1, float("nan"), None)},
    ),
)
