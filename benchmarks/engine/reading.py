"""Which rows of a store are to be judged: of one source and of one backend."""

from __future__ import annotations

import collections
from collections.abc import Mapping, Sequence

from benchmarks.engine.contexts import read_context
from benchmarks.engine.keys import canonical
from benchmarks.engine.plan import current_rows
from benchmarks.engine.registry import Registry
from benchmarks.engine.spec import Experiment
from benchmarks.engine.store import Store


def readable_rows(
    store: Store,
    experiments: Sequence[Experiment],
    scale: str,
    registry: Registry,
    backend: str,
    is_asked_for: bool = False,
) -> tuple[list[Mapping], list[str]]:
    """Rows and last errors to judge by, and notes on what was left out.

    Rows of an older source are left out, and so are those of other backends. Where
    `backend` has no rows, those of the commonest are read, unless it `is_asked_for`.
    """
    rows, notes = _of_one_backend(store, experiments, scale, backend, is_asked_for)
    kept: list[Mapping] = []
    for experiment in experiments:
        kept += _current(rows, experiment, scale, registry)
    if len(rows) > len(kept):
        notes.append(f"{len(rows) - len(kept)} rows of an older source are left out.")
    return kept, notes


def recorded_rows(
    store: Store,
    experiments: Sequence[Experiment],
    scale: str,
    registry: Registry,
    backend: str,
    is_asked_for: bool = False,
) -> tuple[list[Mapping], list[str]]:
    """As `readable_rows`, but rows of an older source stand where none are newer.

    Of an experiment that this source has not measured the newest source is read, as
    far as its settings are still those that are declared. Notes name it.
    """
    rows, notes = _of_one_backend(store, experiments, scale, backend, is_asked_for)
    kept, older = [], []
    for experiment in experiments:
        found = _current(rows, experiment, scale, registry)
        if not found:
            own = [row for row in rows if row["experiment"] == experiment.name]
            found = _as_declared(experiment, scale, _newest(own))
            older += [experiment.name] if found else []
        kept += found
    if older:
        notes.append(f"Measured with an older source: {', '.join(older)}.")
    return kept, notes


def _of_one_backend(store, experiments, scale, wanted, is_asked_for):
    """Rows and last errors of the experiments, and a note on the backend."""
    names = {experiment.name for experiment in experiments}
    rows = [
        row
        for row in store.rows + store.errors()
        if row["experiment"] in names and row["scale"] == scale
    ]
    chosen, notes = _backend(rows, wanted, is_asked_for)
    return [row for row in rows if row["backend"] == chosen], notes


def _current(rows, experiment, scale, registry):
    if not rows:
        return []
    context = read_context(experiment, registry, rows[0]["backend"])
    return current_rows(rows, experiment.name, scale, context)


def _newest(rows):
    """The rows of the source that measured last."""
    last = max(rows, key=lambda row: row["environment"].get("time", ""), default=None)
    return [row for row in rows if row["source_hash"] == last["source_hash"]]


def _as_declared(experiment, scale, rows):
    """The rows whose settings are those of their arm today."""
    if scale not in experiment.scales:
        return []
    common = experiment.scales[scale].settings
    settings = {
        arm.name: canonical({**common, **arm.settings})
        for arm in experiment.arms_at(scale)
    }
    return [r for r in rows if settings.get(r["arm"]) == canonical(r["settings"])]


def _backend(rows, wanted, is_asked_for):
    """The backend to read and, where rows of others are there, a note."""
    counts = collections.Counter(row["backend"] for row in rows)
    kept = is_asked_for or wanted in counts or not counts
    chosen = wanted if kept else counts.most_common(1)[0][0]
    others = ", ".join(sorted(set(counts) - {chosen}))
    if chosen != wanted:
        rest = f", not of {others}" if others else ""
        return chosen, [f"No rows of {wanted} are here. Reads those of {chosen}{rest}."]
    if others and wanted not in counts:
        return chosen, [f"No rows of {wanted} are here, only of {others}."]
    return chosen, [f"Reads the rows of {chosen}, not of {others}."] if others else []
