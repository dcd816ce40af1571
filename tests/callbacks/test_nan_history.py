"""When to copy, what is an alarm, where to go back to; by hand-made readings."""

import dataclasses

import numpy as np
import pytest

from keras_nntricks.callbacks._nan_history import Alarm, History


@dataclasses.dataclass
class Told:
    """A reading whose value is known, and which says itself whether it has arrived."""

    numbers: object
    ready: bool = True

    def is_ready(self):
        return self.ready

    def value(self):
        self.ready = True
        return np.asarray(self.numbers)


FINE, BAD = Told([True, True]), Told([True, False])


def history(every=2, max_bytes=1000, points=(0,)):
    found = History(every, max_bytes)
    for step in points:
        found.add_point(step, f"state {step}", FINE)
        assert found.alarm() is None
    return found


def test_point_is_due_at_once_then_after_so_many_steps():
    found = History(3, 1000)
    assert found.is_due(0)
    found.add_point(0, "state", FINE)
    assert [found.is_due(step) for step in range(5)] == [False] * 3 + [True] * 2


def test_point_is_due_earlier_for_large_batches():
    found = history(every=10, max_bytes=100)
    found.add_batch(0, "small", 100)
    assert not found.is_due(1)
    found.add_batch(1, "small", 1)
    assert found.is_due(2)


@pytest.mark.parametrize("loss", [np.nan, np.inf, -np.inf, [1.0, np.nan]])
def test_loss_is_an_alarm_at_its_step(loss):
    found = history()
    found.add_loss(0, Told(1.0))
    found.add_loss(1, Told(loss))
    found.add_loss(2, Told(np.nan))
    assert found.alarm() == Alarm(1)


def test_nothing_is_waited_for_but_at_the_end():
    found = history()
    late = Told(np.nan, ready=False)
    found.add_loss(0, late)
    assert found.alarm() is None
    assert not late.ready
    assert found.alarm(wait=True) == Alarm(0)


def test_older_than_the_last_point_is_waited_for():
    found = history(points=(0, 2))
    found.add_loss(1, Told(np.nan, ready=False))
    assert found.alarm() is None
    found.add_point(4, "state 4", FINE)
    assert found.alarm() == Alarm(1)


def test_variables_of_a_point_are_an_alarm():
    found = history()
    found.add_point(2, "state 2", BAD)
    assert found.alarm() == Alarm(2, (1,))
    assert found.point.values == "state 0"


def test_variables_that_may_be_infinite_are_none():
    found = history()
    found.ignored = frozenset({1})
    found.add_point(2, "state 2", BAD)
    assert found.alarm() is None
    assert found.point.values == "state 2"


def test_look_is_an_alarm_and_no_point():
    found = history()
    found.add_look(1, FINE)
    assert found.alarm() is None
    assert found.point.values == "state 0"
    found.add_look(2, BAD)
    assert found.alarm() == Alarm(2, (1,))


def test_point_is_good_only_after_the_losses_before_it():
    found = history()
    found.add_loss(1, Told(1.0, ready=False))
    found.add_point(2, "state 2", FINE)
    assert found.alarm() is None
    assert found.point.values == "state 0"
    assert found.alarm(wait=True) is None
    assert found.point.values == "state 2"


def test_batches_are_those_since_the_point_and_end_at_a_gap():
    found = history()
    for step in range(4):
        found.add_batch(step, f"batch {step}", 1)
    found.add_point(2, "state 2", FINE)
    assert found.alarm() is None
    assert found.batches() == [(2, "batch 2"), (3, "batch 3")]
    found.add_batch(4, None, 0)
    found.add_batch(5, "batch 5", 1)
    assert [step for step, _ in found.batches()] == [2, 3]


def test_second_loss_in_a_row_goes_back_further():
    found = history(points=(0, 2, 4))
    assert found.go_back(5).values == "state 4"
    assert found.go_back(6).values == "state 2"
    assert found.go_back(7).values == "state 2"


def test_new_point_after_a_loss_counts_again():
    found = history(points=(0, 2))
    found.go_back(3)
    found.add_point(5, "state 5", FINE)
    assert found.alarm() is None
    assert found.go_back(6).values == "state 5"
    assert found.go_back(7).values == "state 2"


def test_going_back_forgets_what_was_on_its_way():
    found = history()
    found.add_loss(0, Told(np.nan))
    found.add_batch(0, "batch", 1)
    found.go_back(1)
    assert found.alarm(wait=True) is None
    assert found.batches() == []
    assert [found.is_due(step) for step in (1, 2, 3)] == [False, False, True]
