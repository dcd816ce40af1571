"""How long a training may be bad before a rule says so."""

import numpy as np
import pytest

from keras_nntricks.monitors import RULES, LayerFacts, ModelFacts, Record, WeightFacts
from tests.monitors.rules.made_records import CLASSES

BY_NAME = {rule.name: rule for rule in RULES}
CHANCE = np.log(10)


def _found(name, record):
    return [finding.where for finding in BY_NAME[name].findings(record)]


def _large_updates(losses):
    """A sample each 5 steps, whose updates change the kernel by 4 %."""
    kernel = WeightFacts("head/kernel", "head", (8, 10))
    record = Record(
        ModelFacts(weights=(kernel,), outputs=(CLASSES,)), {"loss", "weights"}
    )
    norms = {"gradient_norm": 1.0, "weight_norm": 1.0, "update_norm": 0.04}
    for at, loss in enumerate(losses):
        sample = {"loss": loss, "running_loss": np.mean(losses[: at + 1])}
        sample |= {"examples": 32, "weights": {"head/kernel": norms}}
        record.add_sample(5 * at, 0, 5 * at, sample)
    return record


@pytest.mark.parametrize(("samples", "where"), [(20, []), (21, ["learning rate"])])
def test_a_rate_has_a_hundred_steps_to_bring_the_loss_below_chance(samples, where):
    losses = np.full(samples, CHANCE)
    assert _found("learning-rate-too-high", _large_updates(losses)) == where


@pytest.mark.parametrize(("last", "where"), [(0.1, []), (0.5, ["learning rate"])])
def test_a_spike_is_no_fault_once_it_is_overcome(last, where):
    losses = np.append([1.0, 4.0, 3.0], np.full(40, last * CHANCE))
    assert _found("learning-rate-too-high", _large_updates(losses)) == where


def _validated(high, per_epoch, kind):
    """6 epochs that go well, and `high` whose validation loss is twice as high."""
    layer = LayerFacts("layer", kind)
    record = Record(ModelFacts((layer,), outputs=(CLASSES,)), {"epochs"})
    for epoch, val_loss in enumerate([1.0] * 6 + [2.0] * high):
        logs = {"loss": 0.1, "val_loss": val_loss}
        record.end_epoch(epoch, per_epoch * (epoch + 1), logs)
    return record


@pytest.mark.parametrize(
    ("high", "per_epoch", "kind", "where"),
    [
        (4, 50, "Dense", []),
        (5, 50, "Dense", ["val_loss"]),
        (5, 5, "Dense", ["val_loss"]),
        # Moving averages remember 100 steps.
        (5, 19, "BatchNormalization", []),
        (5, 20, "BatchNormalization", ["val_loss"]),
        (19, 5, "BatchNormalization", []),
        (20, 5, "BatchNormalization", ["val_loss"]),
    ],
)
def test_a_validation_loss_has_to_stay_high(high, per_epoch, kind, where):
    assert _found("overfitting", _validated(high, per_epoch, kind)) == where
