import pytest

from benchmarks.engine import comparing
from benchmarks.engine.judgement import Judgement
from tests.benchmarks.engine.fake_runs import REGISTRY, run_to_end

COUNTING = REGISTRY.load("counting")


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    run, _ = run_to_end(tmp_path_factory.mktemp("rows"), "counting", seeds=6)
    return run.store.rows


def changed(rows, arm, **settings):
    """The rows, with other values in those of one arm."""
    return [{**row, **settings} if row["arm"] == arm else row for row in rows]


def worse(rows, arm, by):
    """The rows, with higher scores of one arm."""
    scores = [row["metrics"]["score"] + by * (row["arm"] == arm) for row in rows]
    pairs = zip(rows, scores, strict=True)
    return [{**row, "metrics": {"score": score}} for row, score in pairs]


def sets_of(first, second):
    """The two sets, each judged by itself."""
    return [
        comparing.result_set(name, [COUNTING], "smoke", rows)
        for name, rows in (("A", first), ("B", second))
    ]


def pair_of(first, second):
    return comparing.claim_pairs(*sets_of(first, second))


def differences_of(first, second):
    found = comparing.environment_differences(*sets_of(first, second))
    return {name: values for name, *values in found}


def test_each_set_is_judged_by_its_own_rows(rows):
    # B's rows come from another backend and another source: mixed they were INVALID.
    others = [
        {**row, "backend": "torch", "source_hash": "other"}
        for row in worse(rows, "a", 300)
    ]
    (pair,) = pair_of(rows, others)
    assert (pair.first.verdict, pair.first.effect) == ("REPRODUCED", 100)
    assert (pair.second.verdict, pair.second.effect) == ("CONTRADICTED", -200)
    assert pair.is_changed
    assert pair.is_apart


def test_a_claim_that_one_set_has_not_run_is_a_change_and_one_of_none_is_left_out(rows):
    (pair,) = pair_of(rows, [])
    assert (pair.first.verdict, pair.second.verdict) == ("REPRODUCED", "NOT RUN")
    assert pair.is_changed
    assert not pair.is_apart
    assert pair_of([], []) == []


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ((0.0, 1.0), (1.1, 2.0), True),
        ((1.1, 2.0), (0.0, 1.0), True),
        ((0.0, 1.0), (1.0, 2.0), False),
        ((0.0, float("inf")), (5.0, 6.0), False),
        ((None, None), (5.0, 6.0), False),
    ],
)
def test_intervals_that_do_not_meet_are_apart(first, second, apart):
    judgements = [
        Judgement(verdict="REPRODUCED", reason="", low=low, high=high)
        for low, high in (first, second)
    ]
    assert comparing.ClaimPair("e", "c", *judgements).is_apart == apart


def test_facts_of_the_environments_that_differ_are_told_side_by_side(rows):
    environment = {**rows[0]["environment"], "cores": 64, "jax": "9.9", "time": "later"}
    others = [{**row, "environment": environment, "backend": "torch"} for row in rows]
    found = differences_of(rows, others)
    assert set(found) == {"backend", "cores", "jax"}
    assert found["backend"] == ["jax", "torch"]
    assert found["cores"][1] == "64"
    assert differences_of(rows, rows) == {}


def test_data_and_source_are_facts_of_the_environment(rows):
    others = [
        {**row, "data": "digits", "data_hash": "0123456789abcdef", "source_hash": "x"}
        for row in rows
    ]
    found = differences_of(rows, others)
    assert found["source of counting"][1] == "x"
    assert found["data digits"] == ["none", "0123456789ab"]


def test_cells_of_one_alone_are_counted_by_arm_and_phase(rows):
    fewer = [row for row in rows if row["seed"] < 4 or row["arm"] == "a"]
    alone = comparing.cells_in_one(rows, fewer)
    assert dict(alone) == {("counting", "b", "final"): 2}
    assert not comparing.cells_in_one(fewer, rows)
    failed = changed(rows, "a", status="error")
    assert comparing.cells_in_one(rows, failed)["counting", "a", "final"] == 6


def test_shared_cells_are_counted_with_those_that_are_equal(rows):
    assert comparing.shared_cells(rows, rows) == (12, 12)
    assert comparing.shared_cells(rows, worse(rows, "b", 1e-9)) == (12, 6)
    assert comparing.shared_cells(rows, []) == (0, 0)
