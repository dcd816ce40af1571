"""What looks like a fault and does no harm."""

import numpy as np
import pytest

from keras_nntricks.monitors import (
    RULES,
    LayerFacts,
    ModelFacts,
    OutputFacts,
    Record,
    WeightFacts,
)
from tests.monitors.rules.made_records import record_of
from tests.monitors.rules.numpy_training import units

BY_NAME = {rule.name: rule for rule in RULES}
CLASSES = OutputFacts("head", "sparse_categorical_crossentropy", False, 4, "softmax")
PARTS = {"loss", "weights", "epochs", "batch", "outputs"}


def _found(name, record):
    return [finding.where for finding in BY_NAME[name].findings(record)]


def _chain(kinds, sizes, losses, input_size=1.0):
    """A record of layers of 8 units, whose outputs have these sizes at the start."""
    layers = tuple(LayerFacts(f"{at}", kind) for at, kind in enumerate(kinds))
    kernels = tuple(
        WeightFacts(f"{layer.path}/kernel", layer.path, (8, 8))
        for layer in layers
        if layer.kind == "Dense"
    )
    record = Record(ModelFacts(layers, kernels, outputs=(CLASSES,)), PARTS)
    noise = np.random.default_rng(0).normal(size=(64, 8))
    outputs = {f"{at}": units(size * noise) for at, size in enumerate(sizes)}
    inputs = {"x": units(input_size * noise)}
    for step, loss in enumerate(losses):
        values = {"loss": loss, "running_loss": np.mean(losses[: step + 1])}
        values |= {"examples": 64, "outputs": outputs, "inputs": inputs}
        record.add_sample(step, 0, step, values)
    record.end_epoch(0, len(losses), {"loss": np.mean(losses)})
    return record


FALLING = np.linspace(1.4, 0.4, 30)
STUCK = np.full(30, 1.4)
HIGH = np.full(30, 20.0)


@pytest.mark.parametrize(
    ("kinds", "sizes", "losses", "where"),
    [
        (["Dense", "Dense"], [1, 20], HIGH, ["1"]),
        (["Dense", "Dense"], [1, 20], STUCK, ["1"]),
        (["Dense", "Dense"], [1, 20], np.append(FALLING, np.nan), ["1"]),
        (["Dense", "Flatten", "Dense"], [1, 1, 20], HIGH, ["2"]),
        (["Dense"], [20], HIGH, ["0"]),
        (["Dense"] * 6, [3.0**at for at in range(6)], HIGH, ["5"]),
        # The loss does not suffer, the growth is small, or no kernel made it.
        (["Dense", "Dense"], [1, 20], FALLING, []),
        (["Dense", "Dense"], [1, 8], HIGH, []),
        (["Dense"] * 4, [3.0**at for at in range(4)], HIGH, []),
        (["Rescaling", "Dense"], [1000, 1000], HIGH, []),
        (["Dense", "Lambda", "Dense"], [1, 20, 20], HIGH, []),
        (["Embedding", "LayerNormalization", "Dense"], [0.05, 1, 1], HIGH, []),
        (["Dense", "LayerNormalization", "Dense"], [0.05, 1, 1], HIGH, []),
    ],
)
def test_outputs_that_grow(kinds, sizes, losses, where):
    assert _found("exploding-gradients", _chain(kinds, sizes, losses)) == where


@pytest.mark.parametrize(
    ("kinds", "sizes", "where"),
    [
        (["Dense", "Dense"], [1, 0.01], ["1"]),
        (["Dense"], [0.01], []),
        (["Rescaling", "Dense"], [0.004, 0.004], []),
        (["Dense", "Rescaling", "Dense"], [1, 0.004, 0.004], []),
    ],
)
def test_outputs_that_shrink(kinds, sizes, where):
    assert _found("vanishing-gradients", _chain(kinds, sizes, STUCK)) == where


def _dead_record(batches, pixels):
    """A ReLU convolution that never fires, in batches of 4 images."""
    layer = LayerFacts("conv", "Conv2D", "relu", flat_below=0.0)
    record = Record(ModelFacts((layer,)), {"outputs"})
    for step in range(batches):
        outputs = {"conv": units(np.zeros((4 * pixels, 8)), below=0.0)}
        record.add_sample(step, 0, step, {"outputs": outputs, "examples": 4})
    record.end_epoch(0, batches, {})
    return record


@pytest.mark.parametrize(("batches", "where"), [(15, []), (16, ["conv"])])
def test_the_pixels_of_an_image_are_no_examples_of_their_own(batches, where):
    assert _found("dead-units", _dead_record(batches, pixels=100)) == where


def _settled(level, whole, fall=0.0, **settings):
    """15 epochs of a loss that has settled at this share of ln 4."""
    output = OutputFacts(
        "head", "categorical_crossentropy", False, 4, "softmax", loss_settings=settings
    )
    targets = units(np.eye(4)) | {
        "whole": whole,
        "row_sum_minimum": 1.0,
        "row_sum_maximum": 1.0,
    }
    losses = level * np.log(4) * (1 - fall * np.arange(450) / 450)
    return record_of(losses, per_epoch=30, output=output, targets={"head": targets})


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({"level": 0.8, "whole": 1.0}, ["loss"]),
        ({"level": 0.8, "whole": 0.1}, []),
        ({"level": 0.8, "whole": 1.0, "label_smoothing": 0.5}, []),
        ({"level": 0.8, "whole": 1.0, "fall": 0.06}, []),
    ],
)
def test_underfitting(arguments, where):
    assert _found("underfitting", _settled(**arguments)) == where


def test_a_loss_that_falls_has_moved():
    falling = np.linspace(1.40, 1.38, 400)
    still = falling - np.linspace(0, falling[-1] - falling[0], 400)
    still += 1e-3 * np.sin(np.arange(400))
    output = OutputFacts("head", None)
    assert _found("loss-never-moved", record_of(falling, output=output)) == []
    assert _found("loss-never-moved", record_of(still, output=output)) == ["loss"]


def _validated(val, updates=0.01):
    """Trainings of a loss near ln 4 and updates of a usual size."""
    kernel = WeightFacts("head/kernel", "head", (8, 4))
    record = Record(ModelFacts(weights=(kernel,), outputs=(CLASSES,)), PARTS)
    norms = {"gradient_norm": 1.0, "weight_norm": 1.0, "update_norm": updates}
    for epoch, val_loss in enumerate(val):
        for at in range(0, 50, 10):
            values = {"loss": 1.39, "running_loss": 1.39, "examples": 32}
            values["weights"] = {"head/kernel": norms}
            record.add_sample(50 * epoch + at, epoch, at, values)
        logs = {"loss": 1.39, "val_loss": val_loss}
        record.end_epoch(epoch, 50 * (epoch + 1), logs)
    return record


@pytest.mark.parametrize(
    ("val", "where"),
    [
        ([1.42, 1.40, 1.40, 1.41, 1.41, 1.42], ["val_loss"]),
        # A plateau may be about to end while minima are new.
        ([1.42, 1.41, 1.41, 1.40, 1.41, 1.40], []),
        ([1.42, 1.37, 1.36, 1.37, 1.37, 1.38], []),
        ([1.62, 1.57, 1.52, 1.47, 1.44, 1.41], []),
    ],
)
def test_labels_that_are_only_noisy_are_not_unrelated(val, where):
    assert _found("labels-unrelated", _validated(val)) == where
