"""The callback of the searches that ends a hopeless trial."""

from keras_nntricks import search
from tests.conformance.case import Case

CASES = (
    Case(
        search.EarlyAbort,
        {"factor": 1000.0, "monitor": "loss", "grace": 2, "verbose": 0},
        bad={
            **{"factor": (1, 0.5, True, "3"), "baseline": (0, -1.0, "first")},
            **{"every": (0, 1.5, True), "median": (1, None), "monitor": (None, "")},
            **{"mode": ("up", None), "min_trials": (0, 2.5), "grace": (-1, 0.5)},
            "verbose": (2, True, "loud"),
        },
        traits={"passive"},
    ),
)
