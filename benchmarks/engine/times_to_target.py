"""How long each run took to a target: as it was measured, or from its curve."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.engine.advice import is_named
from benchmarks.engine.criteria import TimeRatio
from benchmarks.engine.evidence import final_rows
from benchmarks.engine.keys import canonical
from benchmarks.engine.spec import Experiment

TIME = "steps_to"
UNSET = "not set"
# Share of the best fall that a curve must have fallen.
SHARE = 0.9
MEASURED = "its experiment's own target"
FALLEN = f"{SHARE:.0%} of the largest fall of any"

Times = dict[str, dict[tuple, float]]


@dataclasses.dataclass(frozen=True)
class Curve:
    """A metric by epoch that says how fast a run learns; less is better.

    Args:
        experiment: its name, or the beginning of it, as "e15".
        metric: name of the metric.
        setting: what to compare by: name of a setting of the arms.
    """

    experiment: str
    metric: str
    setting: str


def times_to_target(
    experiment: Experiment,
    scale: str,
    rows: Sequence[Mapping],
    curves: Sequence[Curve] = (),
) -> Iterator[tuple[str, str, Times]]:
    """Yields (setting, target, value -> problem -> time) of groups of arms.

    The arms of a group differ in that setting alone. A problem is their other
    settings, the metric and the seed. Times are infinite where a run never arrives.
    """
    if scale not in experiment.scales:
        return
    group = _Groups(experiment, scale, rows)
    for metric in _time_metrics(experiment):
        for setting in group.compared_settings():
            for found in group.by(setting, metric, _time):
                yield setting, MEASURED, found
    for curve in curves:
        if is_named(experiment.name, curve.experiment):
            for found in group.by(curve.setting, curve.metric, _values):
                yield curve.setting, FALLEN, times_of_curves(found)


def _time_metrics(experiment):
    criteria = [claim.criterion for claim in experiment.claims]
    tested = [c.metric for c in criteria if isinstance(c, TimeRatio)]
    named = [name for name in experiment.metrics if TIME in name]
    return dict.fromkeys(tested + named)


class _Groups:
    """The rows of arms that have all settings but one in common."""

    def __init__(self, experiment, scale, rows):
        self._experiment = experiment
        common = experiment.scales[scale].settings
        arms = experiment.arms_at(scale)
        self._settings = {arm.name: {**common, **arm.settings} for arm in arms}
        self._rows: dict[str, list] = {}
        for row in final_rows(experiment, scale, rows):
            self._rows.setdefault(row["arm"], []).append(row)

    def compared_settings(self):
        """The settings in which arms of one claim differ."""
        found: dict[str, None] = {}
        for claim in self._experiment.claims:
            arms = [self._settings.get(arm) for arm in claim.criterion.arms]
            for one, other in itertools.pairwise(arms):
                found |= dict.fromkeys(_differing(one or {}, other or {}))
        return list(found)

    def by(self, setting, metric, read):
        """Value -> problem -> what `read` finds, for each group that has rows."""
        for values in self._alike(setting):
            found = {
                value: self._problems(arm, setting, metric, read)
                for value, arm in values.items()
            }
            if all(found.values()):
                yield found

    def _alike(self, setting):
        """Value -> arm, for each group of arms that differ in the setting alone."""
        groups: dict[str, dict[str, str]] = {}
        for arm, own in self._settings.items():
            value = str(own.get(setting, UNSET))
            groups.setdefault(_others(own, setting), {})[value] = arm
        return [group for group in groups.values() if len(group) > 1]

    def _problems(self, arm, setting, metric, read):
        return {
            (
                row["experiment"],
                _others(row["settings"], setting),
                metric,
                row["seed"],
            ): (read(row, metric))
            for row in self._rows.get(arm, ())
            if metric in row["metrics"] or row["status"] == "diverged"
        }


def _differing(one, other):
    names = one.keys() | other.keys()
    return sorted(name for name in names if one.get(name) != other.get(name))


def _others(settings, name):
    return canonical({k: v for k, v in settings.items() if k != name})


def _time(row, metric):
    value = row["metrics"].get(metric) if row["status"] == "done" else None
    return math.inf if value is None else float(value)


def _values(row, metric):
    values = row["metrics"].get(metric) or [None]
    return [math.inf if value is None else float(value) for value in values]


def times_of_curves(curves: Mapping[str, Mapping[tuple, Sequence[float]]]) -> Times:
    """Epochs until a curve has fallen far enough, of the problems that all have tried.

    Far enough is `SHARE` of the way from the highest first value on that problem to
    the lowest value that any curve reaches there.

    Reference: More and Wild, SIAM Journal on Optimization 20, 2009, section 2.1.
    """
    shared = set.intersection(*(set(own) for own in curves.values()))
    targets = {p: _target([own[p] for own in curves.values()]) for p in shared}
    return {
        value: {
            problem: _first_below(own[problem], targets[problem]) for problem in shared
        }
        for value, own in curves.items()
    }


def _target(curves):
    lowest = min(min(curve) for curve in curves)
    first = [curve[0] for curve in curves if math.isfinite(curve[0])]
    return lowest + (1 - SHARE) * (max(first, default=lowest) - lowest)


def _first_below(curve, target):
    arrived = (epoch for epoch, v in enumerate(curve, 1) if v <= target < math.inf)
    return next(arrived, math.inf)
