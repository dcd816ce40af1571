"""What a claim asks of its rows: one criterion per file."""

from benchmarks.engine.criteria._agreement import Agreement
from benchmarks.engine.criteria._difference import Difference
from benchmarks.engine.criteria._equivalence import Equivalence
from benchmarks.engine.criteria._mean_within import MeanWithin
from benchmarks.engine.criteria._proportion import Proportion
from benchmarks.engine.criteria._proportion_difference import ProportionDifference
from benchmarks.engine.criteria._proportion_ratio import ProportionRatio
from benchmarks.engine.criteria._rank_correlation import RankCorrelation
from benchmarks.engine.criteria._share_of_seeds import ShareOfSeeds
from benchmarks.engine.criteria._slope import Slope
from benchmarks.engine.criteria._time_ratio import TimeRatio

__all__ = [
    "Agreement",
    "Difference",
    "Equivalence",
    "MeanWithin",
    "Proportion",
    "ProportionDifference",
    "ProportionRatio",
    "RankCorrelation",
    "ShareOfSeeds",
    "Slope",
    "TimeRatio",
]
