"""The list of runs is fixed, and what is held out stays out."""

import collections
import dataclasses

import pytest

from benchmarks.diagnosis.cells import (
    HELD_OUT_ACTIVATIONS,
    PARTS,
    RUNS_PER_FAULT,
    cells,
    draw,
)
from benchmarks.diagnosis.faults import FAULTS
from benchmarks.diagnosis.problems import PROBLEMS

LISTS = {part: list(cells(part, "jax")) for part in PARTS}


def test_a_drawn_cell_is_the_same_in_every_process():
    cell = draw("development", FAULTS["rate-too-high"], 0)
    shape = cell.network
    assert (cell.problem_name, shape.kind, shape.depth) == ("loudest", "rnn", 2)
    assert (cell.optimizer, cell.batch_size) == ("sgd", 32)


def test_development_holds_nothing_that_is_kept_for_the_end():
    for cell in LISTS["development"]:
        assert not FAULTS[cell.fault].held_out
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
    assert set(counts.values()) == {2 * RUNS_PER_FAULT}
    assert all(FAULTS[cell.fault].fits(cell) for cell in LISTS[part])


@pytest.mark.parametrize("part", PARTS)
def test_a_run_with_a_fault_comes_after_its_twin(part):
    twins, faulty = LISTS[part][::2], LISTS[part][1::2]
    assert not any(cell.is_faulty for cell in twins)
    for twin, cell in zip(twins, faulty, strict=True):
        assert dataclasses.replace(twin, is_faulty=True) == cell


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
