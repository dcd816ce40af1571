"""What all studies of searches share: options, rows and marks on the page.

A study is a module of this package with

    NAME                                    # the name of its file
    def measure(options): ...               # yields rows, see `row`
    def section(rows): ...                  # Markdown; [] before there are any rows
"""

import dataclasses
import importlib
import os
from collections.abc import Iterable

import keras

from benchmarks.engine.environment import environment
from benchmarks.layers.table import line, machine

STUDIES = (
    *("coarse_to_fine", "early_abort", "grid_random", "memory", "quick"),
    "vectorized",
)
NOTHING = "No rows are committed yet."


@dataclasses.dataclass(frozen=True)
class Options:
    """What a study is asked for.

    `done` holds the keys of the rows that are stored already. `repetitions` is None
    where the study decides. A `tiny` study only shows that it runs.
    """

    done: frozenset[str] = frozenset()
    repetitions: int | None = None
    tiny: bool = False

    def missing(self, keys: Iterable[str]) -> list[str]:
        """The keys of rows that are still to be measured."""
        return [key for key in keys if key not in self.done]


def study_of(name):
    """The module of a study."""
    return importlib.import_module(f"benchmarks.search.{name}")


def row(study, key, **values):
    """One line of the file; `key` tells repetition, data set, arm, ... apart."""
    return {
        "study": study,
        "key": f"{study}/{key}",
        "backend": keras.backend.backend(),
        **values,
        "load_average": os.getloadavg()[0],
        "environment": environment(),
    }


def marks(study):
    """The lines of a page between which the section of a study stands."""
    text = f"<!-- {study}, from benchmarks/results/search.jsonl"
    return f"{text}: begin -->", f"{text}: end -->"


def table(columns, cells):
    """A table in Markdown."""
    rule = ["---"] * len(columns)
    return "\n".join(line(*map(str, entry)) for entry in (columns, rule, *cells))


def machines(rows):
    """A line per machine: versions and load."""
    found = {}
    for entry in rows:
        where = f"{entry['backend']}: {machine(entry)}"
        found.setdefault(where, []).append(entry["load_average"])
    return "\n".join(
        f"- {where}; rows: {len(loads)}, "
        f"load average {min(loads):.1f} to {max(loads):.1f}"
        for where, loads in found.items()
    )
