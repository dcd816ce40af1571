"""Dropout and penalties that leave nothing of the data."""

import numpy as np
import pytest

from keras_nntricks import monitors
from keras_nntricks.monitors import LayerFacts, ModelFacts, Record
from tests.monitors.rules.made_records import CLASSES, rules_of

CHANCE = np.log(10)


def _record(losses, penalties=0.0, dropout=0.0):
    """200 steps in 4 epochs, a sample each 10 steps, with evenly changing losses."""
    layers = LayerFacts("drop", "Dropout", role="dropout", dropout=dropout)
    record = Record(ModelFacts((layers,), outputs=(CLASSES,)), {"loss", "epochs"})
    losses = np.linspace(*losses, 200)
    penalties = np.linspace(*np.broadcast_to(penalties, 2), 200)
    for step in range(0, 200, 10):
        sample = {"loss": losses[step], "penalty": penalties[step], "examples": 64}
        record.add_sample(step, step // 50, step % 50, sample)
        if step % 50 == 40:
            logs = {"loss": losses[step - 40 : step + 10].mean()}
            record.end_epoch(step // 50, step + 10, logs)
    return record


def _told(record):
    return rules_of(monitors.diagnose(record))


@pytest.mark.parametrize(
    ("rate", "last", "is_told"),
    [
        (0.95, CHANCE, True),
        (0.95, 0.0, False),  # it learns all the same
        (0.5, CHANCE, False),
    ],
)
def test_dropout_is_too_high_where_nothing_is_learned(rate, last, is_told):
    told = _told(_record((3 * CHANCE, last), dropout=rate))
    assert ("dropout-too-high" in told) is is_told


def test_dropout_explains_what_follows_from_it():
    swings = _record((3 * CHANCE, 2 * CHANCE), dropout=0.95)
    assert _told(swings) == ["dropout-too-high"]


@pytest.mark.parametrize(
    ("first", "data", "is_told"),
    [
        (100.0, CHANCE, True),
        (100.0, 0.5 * CHANCE, False),  # the data are learned nevertheless
        (2.0, CHANCE, False),
    ],
)
def test_penalties_dominate_where_the_data_stay_unlearned(first, data, is_told):
    record = _record((first + CHANCE, 0.1 + data), penalties=(first, 0.1))
    assert ("penalty-dominates" in _told(record)) is is_told


def test_penalties_explain_what_follows_from_them():
    record = _record((100 + CHANCE, 0.1 + CHANCE), penalties=(100, 0.1))
    assert _told(record) == ["penalty-dominates"]


def test_the_first_steps_tell_nothing():
    record = Record(ModelFacts((), outputs=(CLASSES,)), {"loss", "epochs"})
    for step in range(50):
        values = {"loss": 100 + CHANCE, "penalty": 100.0, "examples": 64}
        record.add_sample(step, 0, step, values)
    assert "penalty-dominates" not in _told(record)
