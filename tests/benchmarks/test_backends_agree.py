"""The committed rows of TensorFlow and of JAX lead to the same verdicts."""

import pathlib
import re

import pytest

from benchmarks.engine import comparing
from benchmarks.engine.reading import recorded_rows
from benchmarks.engine.registry import Registry
from benchmarks.engine.store import Store

RESULTS = pathlib.Path(__file__).resolve().parents[2] / "benchmarks" / "results"
FOLDERS = {"jax": "quick", "tensorflow": "quick-tensorflow"}
PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/content/benchmarks.md"
TOLD = re.compile(r"^\| (E\d\d) `([\w.-]+)` \| ([A-Z]+) \| ([A-Z]+) \|", re.M)


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


def test_verdicts_differ_only_where_the_page_says_so(pairs):
    told = TOLD.findall(PAGE.read_text(encoding="utf-8"))
    changed = [
        (p.experiment[:3].upper(), p.claim, p.first.verdict, p.second.verdict)
        for p in pairs
        if p.is_changed
    ]
    assert sorted(changed) == sorted(told)


def test_the_page_counts_them(pairs):
    same = sum(not pair.is_changed for pair in pairs)
    sentence = f"Of their {len(pairs)} claims {same} have the same verdict."
    assert sentence in PAGE.read_text(encoding="utf-8")


def test_enough_claims_are_judged_on_both(pairs):
    assert len(pairs) >= 90
