"""The numbers of a sample are those that NumPy finds."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks import taps
from tests.taps.situations import ON_JAX
from tests.taps.watchers import Watcher

RATE, PENALTY = 0.1, 0.01
RNG = np.random.default_rng(1)
X = RNG.normal(size=(6, 4)).astype("float32")
Y = np.round(RNG.normal(size=(6, 2)) * 3).astype("float32")
SIDES = {"hidden": (0.0, None)}
ALL = taps.Request(
    outputs=True, weights=True, batch=True, histograms=True, flat_sides=SIDES
)


def _units(values):
    return {
        "mean": values.mean(0),
        "std": values.std(0),
        "minimum": values.min(0),
        "maximum": values.max(0),
        "zeros": (values == 0).mean(0),
        "nonfinite": np.zeros(values.shape[1]),
    }


def _close(found, expected):
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-4, atol=1e-6)


@pytest.fixture(scope="module")
def sample_and_expected():
    keras.utils.set_random_seed(3)
    inputs = keras.Input((4,), name="features")
    hidden = layers.Dense(
        5, "relu", kernel_regularizer=keras.regularizers.L2(PENALTY), name="hidden"
    )
    model = keras.Model(inputs, layers.Dense(2, name="head")(hidden(inputs)))
    # Without compiling as a whole, JAX compiles each operation.
    model.compile(keras.optimizers.SGD(RATE), "mse", run_eagerly=not ON_JAX)
    kernel, bias, top, shift = model.get_weights()
    watcher = Watcher(ALL, every=1)
    model.fit(X, Y, batch_size=6, verbose=0, callbacks=[watcher], shuffle=False)
    before = X @ kernel + bias
    h = np.maximum(before, 0)
    out = h @ top + shift
    d_out = 2 * (out - Y) / Y.size
    d_h = d_out @ top.T * (before > 0)
    gradients = {
        "hidden/kernel": X.T @ d_h + 2 * PENALTY * kernel,
        "hidden/bias": d_h.sum(0),
        "head/kernel": h.T @ d_out,
        "head/bias": d_out.sum(0),
    }
    weights = dict(zip(gradients, (kernel, bias, top, shift), strict=True))
    (values,) = watcher.values()
    return values, {"h": h, "out": out, "gradients": gradients, "weights": weights}


def test_loss_and_penalty(sample_and_expected):
    values, expected = sample_and_expected
    penalty = PENALTY * np.sum(expected["weights"]["hidden/kernel"] ** 2)
    loss = np.mean((expected["out"] - Y) ** 2) + penalty
    assert values["penalty"] == pytest.approx(penalty, rel=1e-5)
    assert values["loss"] == pytest.approx(loss, rel=1e-5)
    assert values["running_loss"] == pytest.approx(loss, rel=1e-5)
    assert values["examples"] == 6


def test_outputs_unit_by_unit(sample_and_expected):
    values, expected = sample_and_expected
    outputs = values["outputs"]
    assert list(outputs) == ["hidden", "head"]
    assert outputs["hidden"]["count"] == 6
    _close(outputs["hidden"], _units(expected["h"]))
    _close(outputs["head"], _units(expected["out"]))
    _close(outputs["hidden"], {"flat": (expected["h"] <= 0).mean(0)})
    _close(outputs["head"], {"flat": np.zeros(2)})


def test_norms_of_gradients_weights_and_updates(sample_and_expected):
    values, expected = sample_and_expected
    assert list(values["weights"]) == list(expected["weights"])
    for path, numbers in values["weights"].items():
        gradient = np.linalg.norm(expected["gradients"][path])
        assert numbers["gradient_norm"] == pytest.approx(gradient, rel=1e-4)
        assert numbers["update_norm"] == pytest.approx(RATE * gradient, rel=1e-3)
        weight = np.linalg.norm(expected["weights"][path])
        assert numbers["weight_norm"] == pytest.approx(weight, rel=1e-5)


def test_the_batch(sample_and_expected):
    values, expected = sample_and_expected
    _close(values["inputs"]["features"], _units(X))
    targets, predictions = values["targets"]["head"], values["predictions"]["head"]
    _close(targets, {**_units(Y), "whole": 1.0})
    out = expected["out"]
    _close(predictions, {**_units(out), "whole": np.mean(out == np.round(out))})
    sums = out.sum(1)
    _close(predictions, {"row_sum_minimum": sums.min(), "row_sum_maximum": sums.max()})


def test_histograms(sample_and_expected):
    values, expected = sample_and_expected
    found = values["histograms"]
    pairs = [
        (found["outputs"]["head"], expected["out"]),
        (found["weights"]["hidden/kernel"], expected["weights"]["hidden/kernel"]),
        (found["gradients"]["head/kernel"], expected["gradients"]["head/kernel"]),
        (found["updates"]["head/kernel"], RATE * expected["gradients"]["head/kernel"]),
    ]
    for (counts, edges), tensor in pairs:
        assert counts.shape == (32,)
        assert edges.shape == (33,)
        assert counts.sum() == tensor.size
    (counts, edges), kernel = pairs[1]
    np.testing.assert_allclose([edges[0], edges[-1]], [kernel.min(), kernel.max()])
    np.testing.assert_array_equal(counts, np.histogram(kernel, 32)[0])
    counts, edges = found["weights"]["hidden/bias"]  # all zero
    assert counts[16] == 5
    np.testing.assert_allclose([edges[0], edges[-1]], [-0.5, 0.5])
