"""What the fake experiments share."""

import os
import time

from benchmarks.engine.criteria import Difference
from benchmarks.engine.spec import Claim, Experiment, Published, Source

SOURCE = Source("Title", "Author", 2026, "https://example.org", "page 1")
LOWER = Difference(better="a", worse="b", metric="score", margin=1.0)


def pause():
    """Takes the time that a real cell would."""
    time.sleep(float(os.environ.get("FAKE_SECONDS", "0")))


def experiment(name, arms, scales, measure, metrics=("score",)):
    claim = Claim("holds", "It holds.", LOWER, Published("1", "derived"))
    return Experiment(
        name=name,
        title=name,
        question="Does the engine run it?",
        source=SOURCE,
        arms=arms,
        scales=scales,
        measure=measure,
        metrics=dict.fromkeys(metrics, "a number"),
        claims=(claim,),
    )
