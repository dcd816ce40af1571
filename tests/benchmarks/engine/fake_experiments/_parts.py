"""What the fake experiments share."""

import dataclasses

from benchmarks.engine.spec import Claim, Experiment, Published, Source

SOURCE = Source("Title", "Author", 2026, "https://example.org", "page 1")


@dataclasses.dataclass(frozen=True)
class Holds:
    arms: tuple = ("a", "b")
    metrics: tuple = ("score",)


def experiment(name, arms, scales, measure, metrics=("score",)):
    claim = Claim("holds", "It holds.", Holds(), Published("1", "derived"))
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
