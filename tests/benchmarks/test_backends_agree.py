"""The committed rows of TensorFlow and of JAX lead to the same verdicts."""

import pathlib

import pytest

from benchmarks.engine import comparing
from benchmarks.engine.reading import recorded_rows
from benchmarks.engine.registry import Registry
from benchmarks.engine.store import Store

RESULTS = pathlib.Path(__file__).resolve().parents[2] / "benchmarks" / "results"
FOLDERS = {"jax": "quick", "tensorflow": "quick-tensorflow"}


@pytest.fixture(scope="module")
def pairs():
    stores = {backend: Store(RESULTS / folder) for backend, folder in FOLDERS.items()}
    names = sorted({row["experiment"] for row in stores["tensorflow"].rows})
    registry = Registry()
    experiments = registry.select(names)
    sets = []
    for backend, store in stores.items():
        rows, _ = recorded_rows(store, experiments, "quick", registry, backend, True)
        sets.append(comparing.result_set(backend, experiments, "quick", rows))
    return comparing.claim_pairs(*sets)


def test_no_verdict_differs(pairs):
    assert [pair for pair in pairs if pair.is_changed] == []


def test_enough_claims_are_judged_on_both(pairs):
    assert len(pairs) >= 60
