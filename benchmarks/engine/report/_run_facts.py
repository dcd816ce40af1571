"""When, where and at what cost the rows were measured."""

from __future__ import annotations

from benchmarks.engine.report._numbers import duration, plural

_PER_RUN = ("time", "git")


def run_facts(scale, rows):
    """Pairs (label, text) over all rows of the report."""
    seeds = {row["seed"] for row in rows if row["phase"] == "final"}
    facts = [
        ("Scale", scale),
        ("Measured", measured(rows)),
        ("Backend", _listed(row["backend"] for row in rows)),
        ("Cells", cells(rows)),
        ("Seeds", plural(len(seeds), "seed") + " at most per arm"),
        ("Compute", duration(compute_seconds(rows)) + " in all cells together"),
        ("Data", _listed(data(rows))),
        ("Commit", _listed(_values(rows, "git"))),
    ]
    return [(label, text) for label, text in facts if text]


def environments(rows):
    """The distinct environments: a list of {"cells": text, "facts": pairs}."""
    groups = {}
    for row in rows:
        groups.setdefault(_facts(row), []).append(row)
    return [{"facts": key, "cells": cells(group)} for key, group in groups.items()]


def cells(rows):
    """How many cells there are, and how many did not end well."""
    text = plural(len(rows), "cell")
    for status in ("diverged", "error"):
        count = sum(row["status"] == status for row in rows)
        text += f", {count:,} {_ENDED[status]}" if count else ""
    return text


def compute_seconds(rows):
    """The seconds of all cells."""
    return sum(row["seconds"] or 0.0 for row in rows)


def data(rows):
    """The data sets with the start of their hashes."""
    found = {(row["data"], row["data_hash"]) for row in rows if row["data"]}
    return [
        f"{name} ({(digest or '?')[:12]})" for name, digest in sorted(found, key=str)
    ]


def measured(rows):
    """When the first and the last row were measured."""
    times = sorted(_minute(time) for time in _values(rows, "time"))
    if not times:
        return ""
    first, last = times[0], times[-1]
    return f"{first} UTC" if first == last else f"{first} to {last} UTC"


def _minute(time):
    """The minute of a row's time, which is in UTC and ISO format."""
    return time[:16].replace("T", " ")


_ENDED = {"diverged": "diverged", "error": "failed"}


def _facts(row):
    environment = {"backend": row["backend"], **row["environment"]}
    pairs = [(k, v) for k, v in environment.items() if k not in _PER_RUN]
    return tuple((key, str(value)) for key, value in pairs)


def _values(rows, name):
    found = {row["environment"].get(name) for row in rows}
    return sorted(str(value) for value in found if value)


def _listed(values):
    return ", ".join(sorted(set(values)))
