"""Runs fake experiments, in this process or as `python -m ... OUT EXPERIMENT`."""

import json
import sys

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


def make_run(folder, name, scale="smoke", **options):
    experiments = REGISTRY.select([name])
    options = {"backend": "jax", "display": Silent(), **options}
    return Run(Store(folder), experiments, scale, registry=REGISTRY, **options)


def run_to_end(folder, name, scale="smoke", **options):
    run = make_run(folder, name, scale, **options)
    stopped_by = run_here(run)
    return run, stopped_by


def results(folder):
    """Key -> metrics of all rows; fails on a key that is there twice."""
    lines = (folder / "rows.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    found = {row["key"]: row["metrics"] for row in rows}
    assert len(found) == len(rows)
    return found


def main(folder, name):
    """Says when it is ready, so that a test can kill it from then on."""
    measuring.environment = dict  # nothing heavy is imported
    run = make_run(folder, name)
    print("ready", flush=True)
    run_here(run)
    print(f"written {run.num_written}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
