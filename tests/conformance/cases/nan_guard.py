"""The callback that goes back when a number is not finite."""

from keras_nntricks import callbacks
from tests.conformance.case import Case

_BAD = {
    "on_nonfinite": ("raise", None),
    "every": (0, 1.5, True),
    "learning_rate_factor": (0.0, 1.5, "half", float("nan")),
    "max_restores": (-1, 2.5, True),
    "restore_weights": ("yes", 1),
    "verbose": (2, "all"),
}

CASES = (
    Case(
        callbacks.NaNGuard,
        {"verbose": 0},
        bad=_BAD,
        traits={"passive"},
    ),
    Case(
        callbacks.NaNGuard,
        {"on_nonfinite": "restore", "every": 2, "verbose": 0},
        bad=_BAD,
        traits={"passive"},
    ),
)
