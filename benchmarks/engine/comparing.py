"""What differs between two result sets, each of which is judged by itself."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.engine.judgement import NOT_RUN, Judgement
from benchmarks.engine.plan import identity
from benchmarks.engine.spec import Experiment
from benchmarks.engine.verdict import judge_all

NOTHING = "none"


@dataclasses.dataclass(frozen=True)
class ResultSet:
    """The rows of one backend, and what they say about each claim.

    Args:
        name: how to call it.
        rows: rows and last errors of one scale and backend.
        judged: (experiment, claim) -> judgement by these rows alone.
    """

    name: str
    rows: Sequence[Mapping]
    judged: Mapping[tuple[str, str], Judgement]


@dataclasses.dataclass(frozen=True)
class ClaimPair:
    """One claim in both sets."""

    experiment: str
    claim: str
    first: Judgement
    second: Judgement

    @property
    def is_changed(self) -> bool:
        """Whether the verdicts differ."""
        return self.first.verdict != self.second.verdict

    @property
    def is_apart(self) -> bool:
        """Whether the intervals have no value in common."""
        ends = (self.first.low, self.first.high, self.second.low, self.second.high)
        if None in ends:
            return False
        low, high, other_low, other_high = ends
        return high < other_low or other_high < low


def result_set(
    name: str, experiments: Sequence[Experiment], scale: str, rows: Sequence[Mapping]
) -> ResultSet:
    """Judges the rows, as a report of this set does."""
    judged = judge_all(experiments, scale, rows)
    by_claim = {(e.name, claim.name): judgement for e, claim, judgement in judged}
    return ResultSet(name, rows, by_claim)


def claim_pairs(first: ResultSet, second: ResultSet) -> list[ClaimPair]:
    """The claims that at least one of the sets has run, in their order."""
    pairs = [
        ClaimPair(*key, judgement, second.judged[key])
        for key, judgement in first.judged.items()
    ]
    return [p for p in pairs if {p.first.verdict, p.second.verdict} != {NOT_RUN}]


def environment_differences(
    first: ResultSet, second: ResultSet
) -> list[tuple[str, str, str]]:
    """(fact, its values in the first, in the second) of each that is not the same."""
    sides = [_facts(first.rows), _facts(second.rows)]
    names = list(dict.fromkeys(name for side in sides for name in side))
    texts = [(name, *(_listed(side.get(name, ())) for side in sides)) for name in names]
    return [(name, a, b) for name, a, b in texts if a != b]


def cells_in_one(
    first: Iterable[Mapping], second: Iterable[Mapping]
) -> collections.Counter:
    """(experiment, arm, phase) -> how many cells the first has and the second lacks."""
    known = {_place(row) for row in _measured(second)}
    return collections.Counter(
        (row["experiment"], row["arm"], row["phase"])
        for row in _measured(first)
        if _place(row) not in known
    )


def shared_cells(
    first: Iterable[Mapping], second: Iterable[Mapping]
) -> tuple[int, int]:
    """How many cells both have, and in how many the metrics are equal."""
    metrics = {_place(row): row["metrics"] for row in _measured(first)}
    pairs = [
        (metrics[_place(row)], row["metrics"])
        for row in _measured(second)
        if _place(row) in metrics
    ]
    return len(pairs), sum(one == other for one, other in pairs)


def _measured(rows):
    return [row for row in rows if row["status"] != "error"]


def _place(row):
    return row["experiment"], identity(row)


def _facts(rows):
    """Fact -> its values, the sources of each experiment among them."""
    found: dict[str, set] = {}
    for row in rows:
        environment = {k: v for k, v in row["environment"].items() if k != "time"}
        sources = {f"source of {row['experiment']}": row["source_hash"]}
        data = {f"data {row['data']}": (row["data_hash"] or "")[:12]}
        facts = {"backend": row["backend"], **environment, **sources}
        for name, value in (facts | (data if row["data"] else {})).items():
            found.setdefault(name, set()).add(str(value))
    return found


def _listed(values):
    return ", ".join(sorted(values)) or NOTHING
