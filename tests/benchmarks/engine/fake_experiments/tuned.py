"""Arm a is best at a rate of 0.1, arm b beyond the range, arm c never finite."""

import math

from benchmarks.engine.spec import Arm, Scale, Tuning, one_by_one
from tests.benchmarks.engine.fake_experiments._parts import experiment, pause


def score(settings, seed, rate):
    pause()
    if settings["best"] is None:
        return {"score": math.nan}
    return {"score": abs(math.log10(rate / settings["best"])) + 0.001 * (seed % 10)}


EXPERIMENT = experiment(
    "tuned",
    (Arm("a", {"best": 0.1}), Arm("b", {"best": 10.0}), Arm("c", {"best": None})),
    {
        "smoke": Scale(seeds=4, tuning=Tuning("rate", (0.01, 0.1, 1.0), "score", 2)),
        "quick": Scale(
            seeds=4, tuning=Tuning("rate", (0.01, 0.1, 1.0), "score", 2, extensions=0)
        ),
    },
    one_by_one(score),
)
