import collections
import dataclasses

from benchmarks.engine.keys import Context
from benchmarks.engine.plan import count, current_rows, final_cells, identity, plan
from tests.benchmarks.engine.fake_runs import REGISTRY

COUNTING = REGISTRY.load("counting")


def row_of(cell, status="done", **more):
    return {**vars(cell), "status": status, "metrics": {"score": 1.0}, **more}


def test_without_rows_all_arms_of_a_seed_come_before_the_next_seed():
    cells = [c for b in plan(COUNTING, "smoke", 3, []) for c in b.cells]
    assert [(cell.seed, cell.arm) for cell in cells] == [
        (0, "a"), (0, "b"), (1, "a"), (1, "b"), (2, "a"), (2, "b"),
    ]  # fmt: skip


def test_stopping_after_any_block_leaves_equal_numbers_per_arm():
    blocks = plan(COUNTING, "quick", None, [])
    for stop in range(len(blocks)):
        arms = collections.Counter(c.arm for b in blocks[:stop] for c in b.cells)
        assert len(set(arms.values())) <= 1


def test_blocks_hold_seeds_at_once_and_keep_their_names():
    blocks = plan(COUNTING, "quick", None, [])
    assert [len(block.cells) for block in blocks] == [4, 4, 2]
    rows = [row_of(cell) for cell in blocks[0].cells[:1]]
    again = plan(COUNTING, "quick", None, rows)
    assert [block.name for block in again] == [block.name for block in blocks]
    assert len(again[0].cells) == 3


def test_more_seeds_add_to_those_that_are_there():
    rows = [row_of(cell) for cell in final_cells(COUNTING, "smoke", 5, [])]
    assert plan(COUNTING, "smoke", 5, rows) == []
    more = plan(COUNTING, "smoke", 10, rows)
    assert [cell.seed for block in more for cell in block.cells[:1]] == [5, 6, 7, 8, 9]


def test_an_error_is_run_again_unless_it_failed_just_now():
    cells = final_cells(COUNTING, "smoke", 1, [])
    rows = [row_of(cells[0], "error"), row_of(cells[1], "diverged")]
    assert [b.cells for b in plan(COUNTING, "smoke", 1, rows)] == [(cells[0],)]
    assert plan(COUNTING, "smoke", 1, rows, {identity(cells[0])}) == []


def test_a_row_of_other_settings_does_not_count():
    cell = final_cells(COUNTING, "smoke", 1, [])[0]
    row = row_of(cell, settings={"base": -1})
    assert count(COUNTING, "smoke", 1, [row]) == (0, 2)


def test_settings_of_the_arm_go_before_those_of_the_scale():
    cell = final_cells(COUNTING, "smoke", 1, [])[1]
    assert cell.settings == {"base": 200}


def test_current_rows_are_of_one_source_data_and_backend():
    right = {
        "experiment": "counting", "scale": "smoke", "source_hash": "s",
        "backend": "jax", "data_hash": "d",
    }  # fmt: skip
    wrong = [{**right, name: "other"} for name in right]
    rows = [right, *wrong]
    assert current_rows(rows, "counting", "smoke", Context("s", "jax", "d")) == [right]
    any_data = current_rows(rows, "counting", "smoke", Context("s", "jax"))
    assert any_data == [right, {**right, "data_hash": "other"}]


def test_first_seed_leaves_the_seeds_of_a_pilot_out():
    later = dataclasses.replace(COUNTING.scales["smoke"], first_seed=100)
    moved = dataclasses.replace(COUNTING, scales={"smoke": later})
    seeds = {cell.seed for cell in final_cells(moved, "smoke", 3, [])}
    assert seeds == {100, 101, 102}
