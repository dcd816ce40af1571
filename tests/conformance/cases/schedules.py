"""Callbacks that set the learning rate by a curve."""

from keras_nntricks import callbacks
from tests.conformance.case import Case

_RATE = {"unit": ("days", None), "initial_learning_rate": (0.0, -0.1, "high", True)}
_LENGTH = (0, -1, float("nan"), "long", True)
_FRACTION = (-0.1, 1.1, "half", None)
_LEVEL = (-0.1, float("inf"), "low", True)
_MOMENTUM = (-0.1, 1, "high", True)

CASES = (
    Case(
        callbacks.LinearDecay,
        {"duration": 3},
        bad={**_RATE, "duration": _LENGTH, "end_learning_rate": _LEVEL},
    ),
    Case(
        callbacks.PolynomialDecay,
        {"duration": 3, "power": 2.0, "unit": "steps"},
        bad={
            **_RATE,
            "duration": _LENGTH,
            "power": (0, -1, "two"),
            "end_learning_rate": _LEVEL,
        },
    ),
    Case(
        callbacks.CosineDecay,
        {"duration": 3, "alpha": 0.1},
        bad={**_RATE, "duration": _LENGTH, "alpha": _FRACTION},
    ),
    Case(
        callbacks.CosineRestarts,
        {"first_duration": 2, "t_mul": 1.5},
        bad={
            **_RATE,
            "first_duration": _LENGTH,
            "t_mul": (0.5, "two"),
            "m_mul": (0, 1.5),
            "alpha": _FRACTION,
        },
    ),
    Case(
        callbacks.WarmUp,
        {"duration": 4},
        bad={
            **_RATE,
            "unit": ("days", 3),
            "duration": _LENGTH,
            "after": ("cosine", 3),
            "start_factor": _FRACTION,
        },
    ),
    Case(
        callbacks.CyclicalLearningRate,
        {"max_learning_rate": 0.1, "step_size": 3},
        bad={
            **_RATE,
            "max_learning_rate": (0, *_LEVEL),
            "step_size": _LENGTH,
            "mode": ("square", None),
            "gamma": (0, 1.5, "one"),
        },
    ),
    Case(
        callbacks.OneCycle,
        {"duration": 9, "max_learning_rate": 0.1},
        bad={
            **_RATE,
            "duration": _LENGTH,
            "max_learning_rate": (0, *_LEVEL),
            "warm_up_fraction": (0, 1, "third"),
            "end_factor": _FRACTION,
            "min_momentum": _MOMENTUM,
            "max_momentum": _MOMENTUM,
        },
    ),
)
