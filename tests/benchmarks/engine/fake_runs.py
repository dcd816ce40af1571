"""Runs fake experiments."""

import json
import os

from benchmarks.engine import measuring
from benchmarks.engine.drivers import run_here
from benchmarks.engine.registry import Registry
from benchmarks.engine.run import Run
from benchmarks.engine.store import Store

PACKAGE = "tests.benchmarks.engine.fake_experiments"
REGISTRY = Registry(PACKAGE)


class Silent:
    """A display that remembers."""

    def __init__(self):
        self.lines = []

    def line(self, text):
        self.lines.append(text)

    def block(self, text, done, needed, left):
        self.lines.append(text)


def make_run(folder, names, scale="smoke", **options):
    experiments = REGISTRY.select(names.split(","))
    options = {"backend": "jax", "display": Silent(), **options}
    return Run(Store(folder), experiments, scale, registry=REGISTRY, **options)


def run_to_end(folder, names, scale="smoke", **options):
    run = make_run(folder, names, scale, **options)
    stopped_by = run_here(run)
    return run, stopped_by


def rows_of(folder):
    """The rows in the order of the file; fails on a key that is there twice."""
    lines = (folder / "rows.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    assert len({row["key"] for row in rows}) == len(rows)
    return rows


def results(folder):
    """Key -> metrics of all rows."""
    return {row["key"]: row["metrics"] for row in rows_of(folder)}


def run_until_killed(folder, seconds, connection, *what):
    """Sends when it is ready to be killed and, if it never was, what it wrote."""
    measuring.environment = dict
    os.environ["FAKE_SECONDS"] = str(seconds)
    run = make_run(folder, *(what or ("counting",)))
    connection.send("ready")
    run_here(run)
    connection.send(run.num_written)
