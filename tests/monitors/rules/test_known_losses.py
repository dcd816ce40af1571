"""Losses that are unknown, lost, or high for reasons other than the learning rate."""

import numpy as np
import pytest

from keras_nntricks.monitors import RULES, ModelFacts, OutputFacts, Record, WeightFacts
from keras_nntricks.monitors import diagnose as judge

PARTS = {"loss", "weights", "epochs", "batch", "outputs"}
KERNEL = (WeightFacts("head/kernel", "head", (8, 4)),)
SQUARED = OutputFacts("head", "mean_squared_error", units=1)


def _record(samples, every=10, output=SQUARED, logs=None):
    """A record of one epoch with these values of its samples."""
    record = Record(ModelFacts(outputs=(output,), weights=KERNEL), PARTS)
    for at, values in enumerate(samples):
        record.add_sample(every * at, 0, every * at, values)
    record.end_epoch(0, every * len(samples), {} if logs is None else logs)
    return record


def _names(record):
    return [verdict.rule for verdict in judge(record)]


def _norms(update, weight=1.0, gradient=1.0):
    norms = {"gradient_norm": gradient, "weight_norm": weight, "update_norm": update}
    return {"head/kernel": norms}


def test_a_loss_that_the_step_does_not_tell_is_not_lost():
    assert _names(_record([{}] * 10)) == []


def test_the_loss_of_the_logs_stands_in_for_one_that_is_not_told():
    record = _record([{"running_loss": 4.0}, {"running_loss": 3.0}], every=1)
    assert record.losses.tolist() == [4, 2]
    assert record.lost.tolist() == [False, False]


@pytest.mark.parametrize("name", ["loss", "running_loss"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_loss_that_was_told_as_no_number_is_lost(name, value):
    assert _names(_record([{name: 1.0}, {name: value}])) == ["loss-not-finite"]


def test_an_epoch_without_a_loss_in_its_logs_is_no_lost_one():
    record = _record([{"loss": 1.0}], logs={"loss": 1.0})
    record.end_epoch(1, 10, {"learning_rate": 0.1})
    assert _names(record) == []
    record.end_epoch(2, 20, {"loss": np.nan})
    (verdict,) = judge(record)
    assert (verdict.rule, verdict.where) == ("loss-not-finite", "loss")
    assert "epoch 3" in verdict.evidence


def test_a_lost_validation_loss_is_told_where_the_training_loss_is_not():
    logs = {"loss": 1.0, "val_loss": np.nan}
    (verdict,) = judge(_record([{"loss": 1.0}], logs=logs))
    assert (verdict.rule, verdict.where) == ("loss-not-finite", "val_loss")


def _fit(losses, update, **statistics):
    targets = {name: np.array([value]) for name, value in statistics.items()}
    targets |= {"minimum": 40.0, "maximum": 60.0, "nonfinite": 0, "count": 32}
    targets |= {"row_sum_minimum": 40.0, "row_sum_maximum": 60.0, "whole": 0.0}
    samples = [
        {
            "loss": loss,
            "running_loss": np.mean(losses[: at + 1]),
            "examples": 32,
            "weights": _norms(update),
            "targets": {"head": targets},
        }
        for at, loss in enumerate(losses)
    ]
    return _record(samples, every=1)


def _too_high(record):
    return "learning-rate-too-high" in _names(record)


def test_a_loss_that_falls_from_targets_far_from_0_has_no_rate_that_is_too_high():
    falling = 2700 * 0.96 ** np.arange(120.0)
    assert not _too_high(_fit(falling, 0.4, mean=50.0, std=5.0))
    stuck = np.append(2700.0, np.full(119, 240.0))
    assert _too_high(_fit(stuck, 0.4, mean=50.0, std=5.0))


def test_a_rate_is_not_too_low_where_the_loss_rises_or_no_weight_moves():
    flat = np.full(30, 25.0)
    assert _names(_fit(flat, 1e-7, mean=0.0, std=5.0)) == ["learning-rate-too-low"]
    assert "learning-rate-too-low" not in _names(
        _fit(np.linspace(25, 35, 30), 1e-7, mean=0.0, std=5.0)
    )
    assert _names(_fit(flat, 0.0, mean=0.0, std=5.0)) == ["weights-not-updated"]


def test_a_rate_that_is_too_high_explains_one_that_seems_too_low():
    (rule,) = (rule for rule in RULES if rule.name == "learning-rate-too-high")
    assert "learning-rate-too-low" in rule.explains
