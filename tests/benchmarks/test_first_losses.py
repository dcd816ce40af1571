"""First losses: what is caught, what is drawn, and the committed rows."""

import pathlib
import types

import keras
import numpy as np
import pytest

from benchmarks.engine.registry import Registry
from benchmarks.first_losses import measure, table
from benchmarks.first_losses.__main__ import FILE
from benchmarks.layers.__main__ import read
from benchmarks.layers.table import shown
from keras_nntricks import sweeps

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/content/benchmarks.md"
ROWS = read(FILE)
BACKENDS = ("jax", "tensorflow", "torch")
X = np.random.default_rng(1).normal(size=(40, 3)).astype("float32")
Y = X[:, :1]


def build(units):
    layers = [keras.Input((3,)), keras.layers.Dense(units), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    return model


def trains(cells):
    yield sweeps.fit_many(build, X, Y, [{"seed": 3, "units": 4}], batch_size=8)


def test_the_loss_is_that_of_the_first_batch_from_drawn_weights():
    found = measure.first_loss(types.SimpleNamespace(measure=trains), None)
    generator = np.random.default_rng(0)
    first = generator.normal(size=(3, 4)) * np.sqrt(2 / 3)
    second = generator.normal(size=(4, 1)) * np.sqrt(2 / 4)
    expected = np.mean((X[:8] @ first @ second - Y[:8]) ** 2)
    assert found == pytest.approx(expected, rel=1e-5)


def test_what_trains_nothing_has_no_first_loss():
    experiment = types.SimpleNamespace(measure=lambda cells: iter(()))
    assert measure.first_loss(experiment, None) is None


def test_random_layers_are_measured_in_inference():
    layers = [keras.Input((3,)), keras.layers.Dropout(0.5, seed=1)]
    model = keras.Sequential(layers)
    model.compile("sgd", "mse")
    assert measure.loss_of(model, X, X) == 0.0


def test_differences_are_relative_to_losses_above_one():
    assert table.difference({"a": 4.0, "b": 0.5}, {"a": 4.2, "b": 0.51}) == (
        pytest.approx(0.05)
    )


@pytest.mark.parametrize("backend", BACKENDS[1:])
def test_backends_agree_on_every_first_loss(backend):
    found = table.differences(ROWS)[backend]
    assert {name: d for name, d in found.items() if d > table.ASKED} == {}


def test_each_experiment_is_measured_on_each_backend():
    names = {row["experiment"] for row in ROWS}
    assert names <= set(Registry().module_names())
    have = {(row["experiment"], row["backend"]) for row in ROWS}
    assert have == {(name, backend) for name in names for backend in BACKENDS}
    arms = {}
    for row in ROWS:
        arms.setdefault(row["experiment"], set()).add(tuple(row["losses"]))
    assert all(len(found) == 1 for found in arms.values())


def test_the_page_shows_the_committed_rows():
    text = PAGE.read_text(encoding="utf-8")
    assert shown(text, table.MARKS) == table.table(ROWS)
