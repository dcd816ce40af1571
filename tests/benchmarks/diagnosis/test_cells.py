"""The list of runs is fixed, and what is held out stays out."""

import collections

import pytest

from benchmarks.diagnosis.cells import HELD_OUT_ACTIVATIONS, PARTS, cells, draw
from benchmarks.diagnosis.faults import FAULTS
from benchmarks.diagnosis.problems import PROBLEMS

LISTS = {part: list(cells(part, "jax")) for part in PARTS}


def test_a_drawn_cell_is_the_same_in_every_process():
    cell = draw("development", None, 0)
    shape = cell.network
    assert (cell.problem_name, shape.kind, shape.depth) == ("images", "cnn", 2)
    assert (cell.optimizer, cell.learning_rate, cell.batch_size) == (
        "rmsprop",
        0.0005,
        32,
    )


def test_development_holds_nothing_that_is_kept_for_the_end():
    for cell in LISTS["development"]:
        assert cell.fault is None or not FAULTS[cell.fault].held_out
        assert not PROBLEMS[cell.problem_name].held_out
        assert cell.network.activation not in HELD_OUT_ACTIVATIONS


def test_the_parts_share_no_seed():
    seeds = [{cell.seed for cell in LISTS[part]} for part in PARTS]
    assert not seeds[0] & seeds[1]


def test_the_held_out_part_has_faults_and_problems_of_its_own():
    held_out = LISTS["held-out"]
    assert {f.name for f in FAULTS.values() if f.held_out} <= {
        c.fault for c in held_out
    }
    assert any(PROBLEMS[cell.problem_name].held_out for cell in held_out)


@pytest.mark.parametrize("part", PARTS)
def test_each_fault_fits_its_cells_and_has_as_many_as_the_others(part):
    counts = collections.Counter(cell.fault for cell in LISTS[part])
    healthy = counts.pop(None)
    assert len(set(counts.values())) == 1
    assert healthy >= 200
    faulty = [cell for cell in LISTS[part] if cell.fault]
    assert all(FAULTS[cell.fault].fits(cell) for cell in faulty)


def test_fewer_turns_are_the_first_of_the_list():
    short = list(cells("held-out", "jax", turns=2))
    assert short == LISTS["held-out"][: len(short)]


def test_a_key_knows_the_cell_the_backend_and_the_sources():
    one, other = LISTS["development"][:2]
    keys = {one.key("jax", "a"), other.key("jax", "a"), one.key("torch", "a")}
    assert len(keys | {one.key("jax", "b")}) == 4


def test_a_backend_is_not_asked_for_what_it_refuses():
    faults = {cell.fault for cell in cells("development", "torch")}
    assert "labels-from-one" not in faults
    assert "labels-from-one" in {cell.fault for cell in LISTS["development"]}
