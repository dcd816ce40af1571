"""The list of runs is fixed, and what is held out stays out."""

import collections
import dataclasses

import pytest

from benchmarks.diagnosis import cells as module
from benchmarks.diagnosis.cells import PARTS, RUNS_PER_FAULT, cells, draw
from benchmarks.diagnosis.faults import FAULTS
from benchmarks.diagnosis.problems import PROBLEMS

LISTS = {part: list(cells(part, "jax")) for part in PARTS}


def test_a_drawn_cell_is_the_same_in_every_process():
    cell = draw("development", FAULTS["rate-too-high"], 0)
    shape = cell.network
    assert (cell.problem_name, shape.kind, shape.depth) == ("rising", "rnn", 2)
    assert (cell.optimizer, cell.batch_size) == ("sgd", 32)


def test_a_cell_of_the_part_that_was_seen_is_the_one_of_the_first_measurement():
    cell = draw("seen", FAULTS["rate-too-high"], 0)
    assert (cell.problem_name, cell.seed) == ("images", 1459632)
    assert cell.network.activation == "leaky_relu"


def test_the_part_that_was_seen_second_is_the_one_of_the_second_measurement():
    cell = draw("seen-2", FAULTS["rate-too-high"], 0)
    assert (cell.problem_name, cell.seed) == ("blobs", 2586320)
    assert cell.network.activation == "mish"


def test_the_parts_share_no_seed():
    seeds = [{cell.seed for cell in LISTS[part]} for part in PARTS]
    assert len(set().union(*seeds)) == sum(map(len, seeds))


@pytest.fixture
def _kept(monkeypatch):
    """A fault, a problem and an activation that are kept for the end."""
    fault = dataclasses.replace(FAULTS["frozen"], name="kept", held_out=True)
    problem = dataclasses.replace(PROBLEMS["blobs"], name="kept", held_out=True)
    monkeypatch.setitem(module.FAULTS, "kept", fault)
    monkeypatch.setitem(module.PROBLEMS, "kept", problem)
    monkeypatch.setattr(module, "HELD_OUT_ACTIVATIONS", ("mish",))


def _kept_things(cell):
    told = (cell.fault, cell.problem_name, cell.network.activation)
    return [thing in ("kept", "mish") for thing in told]


@pytest.mark.usefixtures("_kept")
def test_what_is_held_out_occurs_in_the_last_two_parts_alone():
    found = {
        part: [_kept_things(cell) for cell in cells(part, "jax")] for part in PARTS
    }
    for part in ("seen-2", "held-out"):
        assert all(any(column) for column in zip(*found.pop(part), strict=True))
    assert not any(any(things) for part in found.values() for things in part)


@pytest.mark.usefixtures("_kept")
def test_what_is_held_out_changes_no_other_part():
    for part in ("development", "seen"):
        assert list(cells(part, "jax")) == LISTS[part]


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
