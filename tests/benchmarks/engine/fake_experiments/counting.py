"""A number per cell that follows from its settings and seed."""

from benchmarks.engine.spec import Arm, Scale, one_by_one
from tests.benchmarks.engine.fake_experiments._parts import experiment, pause


def score(settings, seed):
    pause()
    return {"score": settings["base"] + seed}


EXPERIMENT = experiment(
    "counting",
    (Arm("a", {"base": 100}), Arm("b", {"base": 200})),
    {"smoke": Scale(seeds=20), "quick": Scale(seeds=5, seeds_at_once=2)},
    one_by_one(score),
)
