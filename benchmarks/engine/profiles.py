"""Performance profiles: who reaches a target, and how much later than the first."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.engine.spec import Experiment
from benchmarks.engine.times_to_target import Curve, times_to_target

LONGEST = 4.0


@dataclasses.dataclass(frozen=True)
class Comparison:
    """Arms that differ in one setting, on problems that are the same for each.

    Args:
        setting: name of what they differ in.
        target: what is to be reached, in words.
        experiments: names of the experiments that the problems are from.
        ratios: value of the setting -> its times, each by the best time on that
            problem; infinite where the target was never reached.
    """

    setting: str
    target: str
    experiments: tuple[str, ...]
    ratios: Mapping[str, tuple[float, ...]]

    @property
    def num_problems(self) -> int:
        """Problems: the arms' other settings, the target and the seed."""
        return len(next(iter(self.ratios.values())))


def share_within(ratios: Sequence[float], longest: float) -> float:
    """Share of the problems that are solved within `longest` times the best time.

    >>> share_within([1.0, 2.0, 3.0, math.inf], 2.0)
    0.5

    Reference: Dolan and More, Mathematical Programming 91, 2002.
    """
    return sum(ratio <= longest for ratio in ratios) / len(ratios)


def profile_score(ratios: Sequence[float], longest: float = LONGEST) -> float:
    """Mean height of the profile from 1 to `longest`, in [0, 1].

    >>> profile_score([1.0, 2.5], longest=4.0)
    0.75

    Reference: Dahl et al., 2023, https://arxiv.org/abs/2306.07179, section 4.
    """
    heights = [max(longest - ratio, 0.0) / (longest - 1) for ratio in ratios]
    return sum(heights) / len(ratios)


def comparisons(
    experiments: Iterable[Experiment],
    scale: str,
    rows: Sequence[Mapping],
    curves: Sequence[Curve] = (),
) -> list[Comparison]:
    """What can be compared by time: settings in which the arms of a claim differ.

    Times are the metrics of `TimeRatio` claims, those named like "steps_to", and what
    `curves` show. Problems of several experiments are joined where these compare the
    same values.
    """
    times: dict[tuple, dict] = {}
    sources: dict[tuple, dict] = {}
    for experiment in experiments:
        for setting, target, found in times_to_target(experiment, scale, rows, curves):
            key = (setting, target, frozenset(found))
            sources.setdefault(key, {})[experiment.name] = None
            for value, own in found.items():
                times.setdefault(key, {}).setdefault(value, {}).update(own)
    return [
        Comparison(*key[:2], tuple(sources[key]), ratios)
        for key, found in times.items()
        if (ratios := _ratios(found))
    ]


def _ratios(times):
    """Value -> its ratios on the problems that all values have tried."""
    shared = set.intersection(*(set(own) for own in times.values()))
    # A target that nobody reaches tells nothing apart.
    best = {p: min(own[p] for own in times.values()) for p in shared}
    solved = sorted(p for p in shared if math.isfinite(best[p]))
    if not solved:
        return {}
    return {
        value: tuple(_ratio(own[problem], best[problem]) for problem in solved)
        for value, own in times.items()
    }


def _ratio(time, best):
    return 1.0 if time == best else time / best if best else math.inf
