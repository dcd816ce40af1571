import keras
import numpy as np
import pytest

from benchmarks.data import load
from benchmarks.experiments import e09_elu
from benchmarks.networks import deep_activation_mlp as network

UNITS = {
    "relu": lambda signal: np.maximum(signal, 0),
    "lrelu": lambda signal: np.where(signal > 0, signal, 0.1 * signal),
    "elu": lambda signal: np.where(signal > 0, signal, np.expm1(signal)),
}


def built(activation, **settings):
    keras.utils.set_random_seed(3)
    return network.build(activation, depth=3, width=6, shape=(5,), **settings)


def by_hand(activation, weights, x):
    """Logits and the outputs of all hidden units."""
    hidden = []
    for kernel, bias in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        x = UNITS[activation](x @ kernel + bias)
        hidden.append(x)
    return x @ weights[-2] + weights[-1], np.concatenate(hidden, axis=1)


@pytest.mark.parametrize("activation", UNITS)
def test_outputs_are_the_logits_and_the_median_unit(activation):
    model, x = built(activation), np.random.default_rng(0).normal(size=(7, 5))
    logits, units = by_hand(activation, model.get_weights(), x)
    found = model.predict(x.astype("float32"), verbose=0)
    np.testing.assert_allclose(found["logits"], logits, atol=1e-5)
    median = np.median(units.mean(axis=0))
    np.testing.assert_allclose(found["median"], np.full((7, 1), median), atol=1e-6)
    classes = network.classifier(model).predict(x.astype("float32"), verbose=0)
    np.testing.assert_allclose(classes, logits, atol=1e-5)


def test_arms_of_a_seed_start_from_the_same_weights():
    first, *others = (built(name).get_weights() for name in UNITS)
    for other in others:
        for a, b in zip(first, other, strict=True):
            np.testing.assert_array_equal(a, b)


def test_the_logged_distance_is_that_of_the_median_unit():
    model, x = built("relu"), np.random.default_rng(1).random((8, 5), dtype="float32")
    y = {"logits": np.arange(8), "median": np.zeros((8, 1), "float32")}
    logs = model.evaluate(x, y, verbose=0, return_dict=True)
    _, units = by_hand("relu", model.get_weights(), x)
    median = np.median(units.mean(axis=0))
    assert logs["median_distance"] == pytest.approx(median, abs=1e-6)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.01)


def test_images_and_rates_are_taken_as_given():
    model = network.build(shape=(4, 4, 1), width=5, learning_rate=0.2, times=3.0)
    assert model.get_weights()[0].shape == (16, 5)
    assert len(model.get_weights()) == 2 * 9
    assert float(model.optimizer.learning_rate) == pytest.approx(0.6)


def test_targets_are_the_labels_and_zeros():
    digits = load("digits")
    (x, y), (_, y_validation) = e09_elu.arrays(digits)
    assert x is digits.x_train
    np.testing.assert_array_equal(y["logits"], digits.y_train)
    assert not y["median"].any()
    assert len(y_validation["median"]) == len(digits.y_validation)
