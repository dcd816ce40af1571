"""Which rows of a store are to be judged: of this source and of one backend."""

from __future__ import annotations

import collections
from collections.abc import Mapping, Sequence

from benchmarks.engine.contexts import read_context
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
    names = {experiment.name for experiment in experiments}
    rows = [
        row
        for row in store.rows + store.errors()
        if row["experiment"] in names and row["scale"] == scale
    ]
    chosen, notes = _backend(rows, backend, is_asked_for)
    kept: list[Mapping] = []
    for experiment in experiments:
        context = read_context(experiment, registry, chosen)
        kept += current_rows(rows, experiment.name, scale, context)
    older = sum(row["backend"] == chosen for row in rows) - len(kept)
    if older:
        notes.append(f"{older} rows of an older source are left out.")
    return kept, notes


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
