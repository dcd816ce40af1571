"""Simulated experiments: how often is a claim REPRODUCED, true or not?"""

import numpy as np
import pytest

from benchmarks.engine.criteria import (
    Difference,
    Equivalence,
    MeanWithin,
    ProportionDifference,
    ProportionRatio,
    Slope,
    TimeRatio,
)
from benchmarks.engine.judgement import CONTRADICTED, REPRODUCED
from benchmarks.engine.verdict import judge_all
from tests.benchmarks.statistics.made_rows import (
    counts,
    made_claim,
    made_experiment,
    samples,
    share_of,
)

REPETITIONS = 400
# 0.05 and three standard errors of 400 repetitions; nominal is 0.025.
AT_MOST = 0.05 + 3 * np.sqrt(0.05 * 0.95 / REPETITIONS)
NAMES = {"better": "a", "worse": "b"}


def normal_pairs(gain, spread=0.3, seeds=10):
    def draw(generator):
        shared = generator.normal(5, 1, seeds)
        noise = generator.normal(0, spread, (2, seeds))
        return samples(a=shared + noise[0], b=shared + gain + noise[1])

    return draw


def lognormal_times(ratio, seeds=10):
    def draw(generator):
        times = generator.lognormal(3, 0.3, (2, seeds))
        return samples(a=times[0], b=ratio * times[1])

    return draw


def converged_seeds(better, worse, seeds=10):
    def draw(generator):
        return samples(
            a=generator.binomial(1, better, seeds).tolist(),
            b=generator.binomial(1, worse, seeds).tolist(),
        )

    return draw


def dead_nets(better, worse, nets=500):
    def draw(generator):
        a, b = (int(generator.binomial(nets, share)) for share in (better, worse))
        return counts(a=[(a, nets)], b=[(b, nets)])

    return draw


def power_law(exponent, seeds=10):
    def draw(generator):
        noise = generator.lognormal(0, 0.2, (2, seeds))
        return samples(a=noise[0], b=4**exponent * noise[1])

    return draw


DIFFERENCE = Difference(**NAMES, metric="loss", margin=0.5, resamples=400)
UNPAIRED = Difference(
    **NAMES, metric="loss", margin=0.5, resamples=400, paired=False, scale="log"
)
TIME = TimeRatio(**NAMES, metric="loss", margin=1.5, resamples=400)
SHARES = ProportionDifference(**NAMES, metric="loss", margin=0.2)
RATIO = ProportionRatio(**NAMES, count="dead", total="nets", margin=2.0)
SAME = Equivalence(first="a", second="b", metric="loss", margin=0.5)
SLOPE = Slope(arms=("a", "b"), x=(1, 4), metric="loss", low=0.5, high=9, resamples=400)
WITHIN = MeanWithin(arm="a", metric="loss", low=5)

# Criterion, the edge of its claim, a clear effect, the opposite.
SITUATIONS = {
    "difference": (
        DIFFERENCE,
        normal_pairs(0.5),
        normal_pairs(1.2),
        normal_pairs(-0.8),
    ),
    "five seeds": (
        DIFFERENCE,
        normal_pairs(0.5, seeds=5),
        normal_pairs(2.0, seeds=5),
        normal_pairs(-2.0, seeds=5),
    ),
    "unpaired log": (
        UNPAIRED,
        lognormal_times(np.exp(0.5)),
        lognormal_times(4.0),
        lognormal_times(0.3),
    ),
    "time": (TIME, lognormal_times(1.5), lognormal_times(4), lognormal_times(0.4)),
    "shares": (
        SHARES,
        converged_seeds(0.6, 0.4),
        converged_seeds(0.99, 0.02),
        converged_seeds(0.02, 0.9),
    ),
    "ratio": (RATIO, dead_nets(0.2, 0.4), dead_nets(0.1, 0.4), dead_nets(0.5, 0.2)),
    "equivalence": (
        SAME,
        normal_pairs(0.5),
        normal_pairs(0.0),
        normal_pairs(1.5),
    ),
    "slope": (SLOPE, power_law(0.5), power_law(1.2), power_law(-0.5)),
    "mean": (
        WITHIN,
        normal_pairs(0.0),
        lambda generator: samples(a=generator.normal(7, 1, 10)),
        lambda generator: samples(a=generator.normal(3, 1, 10)),
    ),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_effects_at_the_margin_are_seldom_reproduced(name):
    criterion, at_margin, _, _ = SITUATIONS[name]
    assert share_of(REPRODUCED, criterion, at_margin, REPETITIONS) <= AT_MOST


@pytest.mark.parametrize("name", SITUATIONS)
def test_clear_effects_are_reproduced(name):
    criterion, _, clear, _ = SITUATIONS[name]
    assert share_of(REPRODUCED, criterion, clear, 100) >= 0.9


@pytest.mark.parametrize("name", SITUATIONS)
def test_opposite_effects_are_contradicted(name):
    criterion, _, _, opposite = SITUATIONS[name]
    assert share_of(CONTRADICTED, criterion, opposite, 100) >= 0.9


def test_a_report_of_true_nulls_seldom_reproduces_any():
    generator = np.random.default_rng(0)
    criterion = Difference(**NAMES, metric="loss", margin=0.0, resamples=400)
    experiments = [
        made_experiment(made_claim(criterion), name=f"made{i}", seeds=10)
        for i in range(6)
    ]
    wrong = 0
    for _ in range(100):
        rows = []
        for experiment in experiments:
            drawn = normal_pairs(0.0)(generator)
            rows += [{**row, "experiment": experiment.name} for row in drawn["a"]]
            rows += [{**row, "experiment": experiment.name} for row in drawn["b"]]
        judged = judge_all(experiments, "quick", rows)
        wrong += any(said.verdict == REPRODUCED for _, _, said in judged)
    assert wrong / 100 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 100)
