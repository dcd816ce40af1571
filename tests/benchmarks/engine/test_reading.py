from benchmarks.engine.arm_counts import ArmCount, arm_counts
from benchmarks.engine.reading import readable_rows
from benchmarks.engine.store import Store
from tests.benchmarks.engine.fake_runs import REGISTRY, run_to_end

COUNTING = REGISTRY.load("counting")


def read(folder, backend, names=("counting",), **options):
    wanted = (REGISTRY.select(names), "smoke", REGISTRY, backend)
    return readable_rows(Store(folder), *wanted, **options)


def test_rows_of_one_backend_are_read_and_the_others_named(tmp_path):
    run_to_end(tmp_path, "counting", seeds=2)
    run_to_end(tmp_path, "counting", seeds=1, backend="torch")
    rows, notes = read(tmp_path, "torch")
    assert len(rows) == 2
    assert notes == ["Reads the rows of torch, not of jax."]
    rows, notes = read(tmp_path, "tensorflow")
    assert {row["backend"] for row in rows} == {"jax"}
    assert notes == [
        "No rows of tensorflow are here. Reads those of jax, not of torch."
    ]


def test_rows_of_another_backend_are_read_with_a_note_unless_one_is_asked_for(tmp_path):
    run_to_end(tmp_path, "counting", seeds=1)
    rows, notes = read(tmp_path, "torch")
    assert len(rows) == 2
    assert notes == ["No rows of torch are here. Reads those of jax."]
    rows, notes = read(tmp_path, "torch", is_asked_for=True)
    assert (rows, notes) == ([], ["No rows of torch are here, only of jax."])
    assert read(tmp_path, "jax", is_asked_for=True)[1] == []
    assert read(tmp_path / "empty", "torch", is_asked_for=True) == ([], [])


def test_rows_of_an_older_source_are_left_out_with_a_note(tmp_path):
    run, _ = run_to_end(tmp_path, "counting", seeds=1)
    old = {**run.store.rows[0], "key": "old", "source_hash": "older"}
    Store(tmp_path).append([old])
    rows, notes = read(tmp_path, "jax")
    assert len(rows) == 2
    assert notes == ["1 rows of an older source are left out."]


def test_last_errors_are_read_too(tmp_path):
    run_to_end(tmp_path, "failing")
    rows, _ = read(tmp_path, "jax", ["failing"])
    assert sorted(row["status"] for row in rows) == ["done"] * 5 + ["error"]
    counts = arm_counts(REGISTRY.load("failing"), "smoke", None, rows)
    assert counts == [ArmCount("a", 3, 0, 0), ArmCount("b", 2, 1, 1)]


def test_counts_hold_the_tuning_and_what_follows_it(tmp_path):
    tuned = REGISTRY.load("tuned")
    before = arm_counts(tuned, "smoke", None, [])
    assert before == [ArmCount(arm, 0, 2 * 3 + 4, 0) for arm in "abc"]
    run, _ = run_to_end(tmp_path, "tuned")
    after = arm_counts(tuned, "smoke", None, run.store.rows)
    assert [one.done for one in after] == [2 * 3 + 4, 2 * 5 + 4, 2 * 5 + 4]
    assert [one.left for one in after] == [0, 0, 0]
