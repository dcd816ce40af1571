"""Of a cause and what follows from it, the cause is told."""

import numpy as np
import pytest

from keras_nntricks.monitors import (
    LayerFacts,
    ModelFacts,
    Record,
    WeightFacts,
    diagnose,
)
from tests.monitors.rules.made_records import CLASSES, rules_of
from tests.monitors.rules.numpy_training import units

PARTS = {"loss", "outputs", "weights", "epochs"}
CHANCE = np.log(10)
NORM = LayerFacts("norm", "LayerNormalization", role="normalization")
RELU = LayerFacts("dense", "Dense", "relu", flat_below=0.0)


def _record(layers, outputs, losses, update=1e-3, val=None):
    """A step each sample, ten in an epoch."""
    weights = (WeightFacts("dense/kernel", "dense", (8, 8)),)
    record = Record(ModelFacts(layers, weights, outputs=(CLASSES,)), PARTS)
    norms = {"gradient_norm": 1.0, "weight_norm": 1.0}
    updates = np.broadcast_to(update, len(losses))
    outputs = {path: units(values, below=0.0) for path, values in outputs.items()}
    for step, loss in enumerate(losses):
        values = {"loss": loss, "running_loss": loss, "penalty": 0.0, "examples": 64}
        weights = {"dense/kernel": norms | {"update_norm": updates[step]}}
        values |= {"outputs": outputs, "weights": weights}
        record.add_sample(step, step // 10, step % 10, values)
        if step % 10 == 9:
            epoch = step // 10
            logs = {"loss": np.mean(losses[step - 9 : step + 1])}
            logs |= {} if val is None else {"val_loss": val[epoch]}
            record.end_epoch(epoch, step + 1, logs)
    return record


VARIED = np.random.default_rng(0).normal(size=(64, 8))


@pytest.mark.parametrize(
    ("before", "told", "where"),
    [
        (np.ones((64, 8)), ["collapsed-outputs"], "norm"),
        (VARIED, ["dead-units"], "dense"),
    ],
)
def test_units_that_get_the_same_always_are_not_told_dead(before, told, where):
    outputs = {"norm": before, "dense": np.zeros((64, 8))}
    record = _record((NORM, RELU), outputs, np.full(40, CHANCE))
    verdicts = diagnose(record)
    assert rules_of(verdicts) == told
    assert verdicts[0].where == where


@pytest.mark.parametrize(("steps", "is_told"), [(100, False), (300, True)])
def test_updates_that_lead_nowhere_in_many_steps_are_too_small(steps, is_told):
    losses = np.linspace(CHANCE, 0.96 * CHANCE, steps)
    told = rules_of(diagnose(_record((RELU,), {"dense": VARIED}, losses, 5e-5)))
    assert ("learning-rate-too-low" in told) is is_told


RISING = 1 + 0.002 * np.arange(20)
LAGGING = np.append(np.ones(18), [0.99, 0.98])


@pytest.mark.parametrize(
    ("kind", "val", "is_told"),
    [
        ("BatchNormalization", RISING, True),
        ("BatchNormalization", np.ones(20), False),  # its averages may lag
        ("LayerNormalization", np.ones(20), True),
        ("LayerNormalization", LAGGING, False),
    ],
)
def test_labels_are_unrelated_where_validation_is_never_better(kind, val, is_told):
    norm = LayerFacts("norm", kind, role="normalization")
    losses = CHANCE * np.linspace(1.0, 0.7, 200)
    outputs = {"norm": VARIED, "dense": VARIED}
    record = _record((norm, RELU), outputs, losses, val=CHANCE * val)
    assert ("labels-unrelated" in rules_of(diagnose(record))) is is_told


@pytest.mark.parametrize(("first", "is_told"), [(CHANCE, True), (2 * CHANCE, False)])
def test_large_first_updates_are_no_fault_if_they_brought_the_loss_down(first, is_told):
    losses, updates = np.full(120, CHANCE), np.full(120, 1e-3)
    losses[:5], updates[:5] = np.linspace(first, CHANCE, 5), 0.15
    told = rules_of(diagnose(_record((RELU,), {"dense": VARIED}, losses, updates)))
    assert ("learning-rate-too-high" in told) is is_told
