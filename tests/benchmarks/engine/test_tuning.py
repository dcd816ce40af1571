import pytest

from benchmarks.engine.plan import count, plan
from benchmarks.engine.spec import Tuning
from benchmarks.engine.tuning import chosen_hyperparameters, extended, tuning_seeds
from tests.benchmarks.engine.fake_runs import REGISTRY, run_to_end

TUNED = REGISTRY.load("tuned")


def rows_after_run(tmp_path, scale):
    run, _ = run_to_end(tmp_path, "tuned", scale)
    return run.store.rows


def test_tuning_comes_first_on_seeds_of_its_own():
    blocks = plan(TUNED, "smoke", None, [])
    assert {block.phase for block in blocks} == {"tune"}
    assert [block.cells[0].seed for block in blocks] == [1000, 1001]
    values = [cell.hyperparameters["rate"] for cell in blocks[0].cells]
    assert values == [0.01, 0.1, 1.0] * 3
    assert count(TUNED, "smoke", None, []) == (0, 2 * 9 + 3 * 4)


def test_the_winner_at_an_end_extends_the_range(tmp_path):
    choices = chosen_hyperparameters(TUNED, "smoke", rows_after_run(tmp_path, "smoke"))
    assert choices["a"].value == 0.1
    assert choices["a"].values == (0.01, 0.1, 1.0)
    assert choices["b"].values == (0.01, 0.1, 1.0, 10.0, 100.0)
    assert choices["b"].value == 10.0
    assert not choices["a"].on_edge
    assert not choices["b"].on_edge
    assert choices["a"].scores[0.1] == pytest.approx(0.0005)


def test_runs_that_are_never_finite_are_worst_and_say_so(tmp_path):
    choice = chosen_hyperparameters(TUNED, "smoke", rows_after_run(tmp_path, "smoke"))[
        "c"
    ]
    assert choice.values == (0.0001, 0.001, 0.01, 0.1, 1.0)
    assert choice.value == 0.0001
    assert choice.on_edge


def test_without_extensions_the_winner_stays_on_the_edge(tmp_path):
    choices = chosen_hyperparameters(TUNED, "quick", rows_after_run(tmp_path, "quick"))
    assert choices["b"].value == 1.0
    assert choices["b"].on_edge


def test_final_cells_take_the_winner_on_fresh_seeds(tmp_path):
    finals = [r for r in rows_after_run(tmp_path, "smoke") if r["phase"] == "final"]
    rates = {(row["arm"], row["hyperparameters"]["rate"]) for row in finals}
    assert rates == {("a", 0.1), ("b", 10.0), ("c", 0.0001)}
    assert sorted({row["seed"] for row in finals}) == [0, 1, 2, 3]
    assert not set(tuning_seeds(Tuning("rate", (1.0,), "score"))) & {0, 1, 2, 3}


def test_an_unfinished_arm_has_no_value():
    choice = chosen_hyperparameters(TUNED, "smoke", [])["a"]
    assert choice.value is None
    assert choice.scores == {}


def test_extension_keeps_the_ratio_of_its_end():
    assert extended((0.01, 0.03, 0.1), 0.01)[:2] == (0.00111111, 0.00333333)
    assert extended((1.0, 2.0, 8.0), 8.0)[3:] == (32.0, 128.0)


@pytest.mark.parametrize("values", [(), (0.1, 0.01), (0.0, 1.0)])
def test_values_must_be_positive_and_ascending(values):
    with pytest.raises(ValueError, match="`values` must be positive and ascending"):
        Tuning("rate", values, "score")


def test_final_seeds_end_where_tuning_seeds_begin():
    assert tuning_seeds(Tuning("rate", (1.0,), "score"))[0] == 1000
    assert count(TUNED, "smoke", 1000, []) == (0, 2 * 9 + 3 * 1000)
    with pytest.raises(
        ValueError, match=r"`seeds` must be at most 1000\. .*seeds=1001"
    ):
        plan(TUNED, "smoke", 1001, [])
