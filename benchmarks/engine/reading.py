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
) -> tuple[list[Mapping], list[str]]:
    """Rows and last errors to judge by, and notes on what was left out.

    Rows of an older source are left out. Where the store holds rows of several
    backends, those of `backend` are read, or of the commonest if it has none.
    """
    names = {experiment.name for experiment in experiments}
    rows = [
        row
        for row in store.rows + store.errors()
        if row["experiment"] in names and row["scale"] == scale
    ]
    chosen, notes = _backend(rows, backend)
    kept: list[Mapping] = []
    for experiment in experiments:
        context = read_context(experiment, registry, chosen)
        kept += current_rows(rows, experiment.name, scale, context)
    older = sum(row["backend"] == chosen for row in rows) - len(kept)
    if older:
        notes.append(f"{older} rows of an older source are left out.")
    return kept, notes


def _backend(rows, wanted):
    """The backend to read and, where rows of others are there, a note."""
    counts = collections.Counter(row["backend"] for row in rows)
    chosen = wanted if wanted in counts or not counts else counts.most_common(1)[0][0]
    others = sorted(set(counts) - {chosen})
    if others:
        return chosen, [f"Reads the rows of {chosen}, not of {', '.join(others)}."]
    return chosen, []
