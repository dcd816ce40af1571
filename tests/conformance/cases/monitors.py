"""Callbacks that watch a training."""

from keras_nntricks import callbacks
from tests.conformance.case import Case

_TOLD = {
    "verbose": (2, True, "loud"),
    "stop_on": ("dead-units", ["no-such-rule"], None),
    "thresholds": ({"no-such-rule": {}}, "low", 3),
}
_WRONG_THRESHOLDS = {
    "thresholds": ({"dead-units": {"size": 1}}, {"dead-units": {"fraction": "half"}})
}
_SAMPLED = {**_TOLD, "every": (0, 1.5, True)}

CASES = (
    Case(
        callbacks.TrainingMonitor,
        {
            **{"every": 2, "verbose": 0, "stop_on": ["loss-not-finite"]},
            "thresholds": {"dead-units": {"fraction": 0.25}},
        },
        bad={**_SAMPLED, **_WRONG_THRESHOLDS, "histograms": (1, None)},
        traits={"passive"},
    ),
    *(
        Case(monitor, {"every": 4, "verbose": 0}, bad=_SAMPLED, traits={"passive"})
        for monitor in (
            callbacks.DeadUnitMonitor,
            callbacks.ActivationMonitor,
            callbacks.GradientMonitor,
            callbacks.UpdateRatioMonitor,
            callbacks.LossMonitor,
        )
    ),
    Case(callbacks.OverfittingMonitor, {"verbose": 0}, bad=_TOLD, traits={"passive"}),
)
