"""Joins the rows of several stores; rows that contradict each other are an error."""

from __future__ import annotations

import os
from collections.abc import Iterable

from benchmarks.engine.json_lines import StoreError
from benchmarks.engine.store import Store

RESULT = ("status", "metrics")


def merge(folders: Iterable[str | os.PathLike], out: str | os.PathLike) -> int:
    """Adds the rows of the folders to the store of `out`.

    A key that is in several with the same result is taken once.

    Returns:
        The number of rows that were added.

    Raises:
        StoreError: if a key has different results; nothing is written then.
    """
    target = Store(out)
    rows = {row["key"]: row for row in target.rows}
    conflicts = []
    for folder in folders:
        for row in _rows_in(folder):
            known = rows.setdefault(row["key"], row)
            if any(known[name] != row[name] for name in RESULT):
                conflicts.append(f"{_cell(row)} in {folder}")
    if conflicts:
        raise StoreError(
            f"{len(conflicts)} cells have different results, so nothing was merged: "
            f"{'; '.join(conflicts[:5])}."
        )
    target.create()
    return target.append(rows.values())


def _rows_in(folder):
    store = Store(folder)
    if not store.rows:
        raise StoreError(f"{folder} holds no rows.")
    return store.rows


def _cell(row):
    return f"{row['experiment']} {row['arm']} seed {row['seed']} ({row['key'][:12]})"
