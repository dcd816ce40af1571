"""The arithmetic of interleaved times, on times that are made up."""

import itertools

import pytest

from benchmarks.layers import timing


class Machine:
    """A clock that moves when a step runs, slower and slower."""

    def __init__(self):
        self.now, self.ran, self.slowness = 0.0, [], 1.0

    def clock(self):
        return self.now

    def step(self, name, seconds):
        def run():
            self.ran.append(name)
            self.now += seconds * self.slowness
            self.slowness *= 1.001

        return run


def test_ratio_is_taken_round_by_round():
    seconds = {"ours": [1.0, 3.0, 8.0], "reference": [2.0, 2.0, 2.0]}
    assert timing.ratios(seconds) == [0.5, 1.5, 4.0]


def test_spread_is_the_median_between_the_quarter_points():
    assert timing.spread([5.0, 1.0, 3.0, 2.0, 4.0]) == (3.0, 2.0, 4.0)
    assert timing.spread([7.0]) == (7.0, 7.0, 7.0)


def test_ratio_survives_a_machine_that_slows_down():
    machine = Machine()
    seconds, _ = timing.rounds(
        machine.step("ours", 0.03),
        machine.step("reference", 0.02),
        repeats=6,
        clock=machine.clock,
    )
    assert seconds["ours"][-1] > 1.02 * seconds["ours"][0]
    assert timing.spread(timing.ratios(seconds))[0] == pytest.approx(1.5, rel=0.01)


def test_the_two_take_turns_and_change_who_goes_first():
    machine = Machine()
    sides = [machine.step(name, 1.0) for name in ("ours", "reference")]
    _, loads = timing.rounds(*sides, repeats=4, clock=machine.clock)
    warm_up = 2 * (2 + 1)
    first, second = ["ours", "reference"], ["reference", "ours"]
    assert machine.ran[warm_up:] == [*first, *second, *first, *second]
    assert len(loads) == 4


def test_a_fast_step_fills_a_round():
    machine = Machine()
    sides = [machine.step(name, 0.01) for name in ("ours", "reference")]
    timing.rounds(*sides, repeats=1, clock=machine.clock)
    calls = [len(list(run)) for _, run in itertools.groupby(machine.ran)]
    assert calls == [3, 3, 5, 5]
