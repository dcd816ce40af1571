import keras
import numpy as np
import pytest

from benchmarks.engine.spec import Cell
from benchmarks.experiments import _e25_trainings as trainings
from benchmarks.networks import noisy_lbfgs, tanh_mlp


def pairs_of(count, size, seed=0):
    """Steps and changes of a gradient on one quadratic."""
    generator = np.random.default_rng(seed)
    root = generator.normal(size=(size, size))
    steps = generator.normal(size=(count, size))
    return [(step, (root @ root.T + np.eye(size)) @ step) for step in steps]


def test_the_direction_is_that_of_the_dense_inverse():
    """The recursion for the whole matrix, from the scaled identity."""
    pairs, gradient = pairs_of(3, 6), np.arange(6.0) - 2
    step, change = pairs[-1]
    inverse = np.eye(6) * (step @ change) / (change @ change)
    for step, change in pairs:
        left = np.eye(6) - np.outer(step, change) / (step @ change)
        inverse = left @ inverse @ left.T + np.outer(step, step) / (step @ change)
    found = noisy_lbfgs.direction(gradient, pairs)
    np.testing.assert_allclose(found, -inverse @ gradient)


def test_the_first_direction_is_down_the_gradient():
    gradient = np.array([1.0, -2.0])
    np.testing.assert_array_equal(noisy_lbfgs.direction(gradient, []), [-1.0, 2.0])


def small():
    keras.utils.set_random_seed(0)
    return tanh_mlp.build(units=4, penalty=0.01, features=3, classes=3)


def data(count=12):
    generator = np.random.default_rng(1)
    x = generator.normal(size=(count, 3)).astype("float32")
    return x, np.arange(count) % 3


def loss_by_hand(vector, x, y):
    kernels = vector[:12].reshape(3, 4), vector[16:28].reshape(4, 3)
    logits = np.tanh(x @ kernels[0] + vector[12:16]) @ kernels[1] + vector[28:]
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    penalty = 0.01 * sum(np.sum(kernel**2) for kernel in kernels)
    return -np.mean(np.log(shares[np.arange(len(y)), y])) + penalty


def test_loss_and_gradient_are_those_of_the_formula():
    model, (x, y) = small(), data()
    vector = noisy_lbfgs.flat(model.get_weights())
    value, gradient = noisy_lbfgs.Loss(model)(vector, x, y)
    assert value == pytest.approx(loss_by_hand(vector, x, y), rel=1e-5)
    for place in (0, 5, 13, 20, 30):
        moved = vector.copy()
        moved[place] += 1e-6
        slope = (loss_by_hand(moved, x, y) - loss_by_hand(vector, x, y)) / 1e-6
        assert gradient[place] == pytest.approx(slope, abs=1e-4)


def test_steps_follow_the_batches_of_the_order():
    """Two first steps by hand: the second has one pair to go by."""
    model, (x, y) = small(), data()
    loss, start = noisy_lbfgs.Loss(model), noisy_lbfgs.flat(model.get_weights())
    order = np.arange(12)[::-1]
    losses, end = noisy_lbfgs.train(loss, start, x, y, 6, [order], 0.1)
    first, second = order[:6], order[6:]
    gradient = loss(start, x[first], y[first])[1]
    step = -0.1 * gradient
    other = loss(start + step, x[second], y[second])[1]
    change = other - gradient
    pairs = [(step, change)] if step @ change > 0 else []
    expected = start + step + 0.1 * noisy_lbfgs.direction(other, pairs)
    np.testing.assert_allclose(end, expected, rtol=1e-6)
    assert losses == [pytest.approx(loss(end, x, y)[0])]


def test_a_run_that_is_lost_stops():
    model, (x, y) = small(), data()
    start = noisy_lbfgs.flat(model.get_weights())
    with np.errstate(all="ignore"):
        losses, _ = noisy_lbfgs.train(
            noisy_lbfgs.Loss(model), start, x, y, 6, [np.arange(12)] * 2, 1e300
        )
    assert losses[-1] is None


def test_losses_are_counted_by_passes():
    found = trainings.by_pass(9.0, [2, 3, 6], [5.0, 4.0, 1.0], 7)
    assert found == [9.0, 5.0, 4.0, 4.0, 4.0, 1.0, 1.0]


@pytest.mark.parametrize(("batch", "size"), [("all", 1294), ("mini", 130)])
def test_a_pass_has_one_step_or_the_declared_ones(batch, size):
    settings = {"batch": batch, "mini_batches": 10}
    cell = Cell("e25", "arm", 0, "quick", settings)
    assert trainings.batch_size(cell, 1294) == size
