"""Claims of a kind that several experiments make."""

from benchmarks.engine.criteria import Difference
from benchmarks.engine.spec import Claim

TRAINED = ("quick", "paper")


def lower_claim(name, better, worse, metric, statement, published, **more):
    """A positive metric is lower in one arm than in another, by its log.

    `more` are further arguments of `Claim`.
    """
    criterion = Difference(
        better=better, worse=worse, metric=metric, margin=0.0, scale="log"
    )
    return Claim(name, statement, criterion, published, scales=TRAINED, **more)
