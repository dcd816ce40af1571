"""The rows of a folder: each key once, errors apart, safe to share and to kill."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterable, Mapping

from benchmarks.engine.json_lines import JsonLines, StoreError

ROWS, ERRORS = "rows.jsonl", "errors.jsonl"


class Store:
    """Rows in `folder/rows.jsonl`, failed tries in `folder/errors.jsonl`.

    A row is final: its key is never stored twice. A failed try is kept apart, and
    shown until a row with its key exists.

    Args:
        folder: where the files are or will be.
    """

    def __init__(self, folder: str | os.PathLike):
        self.folder = pathlib.Path(folder)
        self._rows: dict[str, dict] = {}
        self._errors: list[dict] = []
        self._row_file = JsonLines(self.folder / ROWS)
        self._error_file = JsonLines(self.folder / ERRORS)
        self.refresh()

    @property
    def rows(self) -> list[dict]:
        """All rows, in the order in which they were written."""
        return list(self._rows.values())

    @property
    def num_tries_failed(self) -> int:
        """How many errors were ever recorded."""
        return len(self._errors)

    @property
    def notes(self) -> list[str]:
        """What was repaired while reading."""
        return self._row_file.notes + self._error_file.notes

    def errors(self, since: int = 0) -> list[dict]:
        """The last error of each key that has no row; `since` skips earlier tries."""
        last = {row["key"]: row for row in self._errors[since:]}
        return [row for key, row in last.items() if key not in self._rows]

    def refresh(self) -> None:
        """Reads what other processes have written."""
        self._take(self._row_file.read())
        self._errors += self._error_file.read()

    def create(self) -> None:
        """Makes the folder and checks that it can be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"Cannot make {self.folder}: {error.strerror}. Choose another folder "
                "with --out."
            ) from error
        with self._row_file.locked() as file:
            self._take(file.unseen)

    def append(self, rows: Iterable[Mapping]) -> int:
        """Writes rows whose keys are not there; returns how many that were."""
        rows = list(rows)
        failed = [row for row in rows if row["status"] == "error"]
        if failed:
            with self._error_file.locked() as file:
                file.append(failed)
                self._errors += file.unseen + failed
        with self._row_file.locked() as file:
            self._take(file.unseen)
            fresh = {row["key"]: row for row in rows if row["status"] != "error"}
            fresh = {key: row for key, row in fresh.items() if key not in self._rows}
            if fresh:
                file.append(list(fresh.values()))
            self._rows.update(fresh)
        return len(fresh)

    def _take(self, rows):
        for row in rows:
            self._rows.setdefault(row["key"], row)
