import math

import keras
import numpy as np
import pytest
from scipy import integrate

from benchmarks.experiments import _e05_modes, e05_deep_linear
from benchmarks.experiments.theory import linear_modes
from benchmarks.networks import deep_linear


def data(examples=40, features=6, outputs=3):
    generator = np.random.default_rng(0)
    x = generator.standard_normal((examples, features))
    y = x @ generator.standard_normal((features, outputs))
    y += 0.3 * generator.standard_normal(y.shape)
    return x - x.mean(axis=0), y - y.mean(axis=0)


def loss(kernels, x, y):
    return 0.5 * np.mean(np.sum((np.linalg.multi_dot([x, *kernels]) - y) ** 2, axis=1))


def test_gradients_equal_finite_differences_of_the_loss_on_examples():
    x, y = data()
    kernels = deep_linear.draw("gaussian", (6, 5, 4, 3), seed=1)
    found, whole = deep_linear.gradients(kernels, deep_linear.Problem.of(x, y))
    np.testing.assert_allclose(whole, np.linalg.multi_dot(kernels))
    for kernel, gradient in zip(kernels, found, strict=True):
        for place in ((0, 0), (3, 2)):
            ends = []
            for step in (1e-6, -2e-6):
                kernel[place] += step
                ends.append(loss(kernels, x, y))
            kernel[place] += 1e-6
            slope = (ends[0] - ends[1]) / 2e-6
            assert gradient[place] == pytest.approx(slope, abs=1e-7)


def test_a_step_is_that_of_a_keras_network_on_the_whole_data_set():
    x, y = data()
    kernels = deep_linear.draw("orthogonal", (6, 5, 3), seed=1)
    units = [keras.layers.Dense(k.shape[1], use_bias=False) for k in kernels]
    model = keras.Sequential([keras.layers.Input((6,)), *units])
    model.set_weights(kernels)
    # Keras takes the mean over the outputs, the paper half of their sum.
    model.compile(keras.optimizers.SGD(0.1 * 3 / 2), "mse")
    model.fit(x, y, batch_size=len(x), verbose=0)
    steps = deep_linear.descend(kernels, deep_linear.Problem.of(x, y), 0.1)
    next(steps)
    next(steps)
    for found, expected in zip(kernels, model.get_weights(), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_what_is_left_is_one_of_the_zero_map_and_none_of_the_best():
    x, y = data()
    problem = deep_linear.Problem.of(x, y)
    explained = problem.explained()
    best = np.linalg.lstsq(x, y)[0]
    zero, half = loss([0 * best], x, y), loss([0.5 * best], x, y)
    least = loss([best], x, y)
    assert explained == pytest.approx(2 * (zero - least))
    left = deep_linear.unexplained(0.5 * best, problem, explained)
    assert left == pytest.approx((half - least) / (zero - least))
    assert deep_linear.unexplained(0 * best, problem, explained) == pytest.approx(1)


def scalar_steps(rate, most):
    """Two scalar layers from (0.5, 0.4) towards 1, with unit inputs."""
    a, b = 0.5, 0.4
    for step in range(most + 1):
        if (1 - a * b) ** 2 < 0.1 or abs(a * b) > 1e3:
            return step if abs(a * b) < 1e3 else None
        error = a * b - 1
        a, b = a - rate * error * b, b - rate * error * a
    return None


@pytest.mark.parametrize("rate", [0.05, 0.4])
def test_steps_are_counted_until_the_target(rate):
    problem = deep_linear.Problem(np.eye(1), np.eye(1))
    kernels = [np.full((1, 1), 0.5), np.full((1, 1), 0.4)]
    found = deep_linear.steps_to(kernels, problem, rate, 0.1, 500)
    assert found == scalar_steps(rate, 500) > 1
    assert deep_linear.steps_to(kernels, problem, rate, 0.1, found) == found
    assert deep_linear.steps_to(kernels, problem, rate, 0.1, found - 1) is None
    assert kernels[0] == 0.5


def test_a_rate_that_is_too_high_never_learns():
    problem = deep_linear.Problem(np.eye(1), np.eye(1))
    kernels = [np.full((1, 1), 3.0), np.full((1, 1), 3.0)]
    assert deep_linear.steps_to(kernels, problem, 5.0, 0.1, 10_000) is None


def test_the_fastest_rate_is_found_among_all():
    problem = deep_linear.Problem(np.eye(1), np.eye(1))
    kernels = [np.full((1, 1), 0.5), np.full((1, 1), 0.4)]
    found = {rate: scalar_steps(rate, 500) for rate in e05_deep_linear.RATES}
    fewest = min(steps for steps in found.values() if steps is not None)
    steps, rate = e05_deep_linear.fastest(kernels, problem, 500)
    assert steps == fewest == found[rate]
    assert e05_deep_linear.fastest(kernels, problem, fewest - 1) == (None, None)


@pytest.mark.parametrize(
    ("initializer", "square"), [("orthogonal", 1.0), ("gaussian", 1.0)]
)
def test_kernels_keep_the_norm_and_differ_by_layer(initializer, square):
    kernels = deep_linear.draw(initializer, (200, 200, 200), seed=3)
    means = [np.mean(np.sum(kernel**2, axis=0)) for kernel in kernels]
    assert means == pytest.approx([square, square], rel=0.03)
    assert not np.allclose(*kernels)


def test_two_layers_have_the_time_of_a_sigmoid():
    start, end, strength = 0.1, 0.7, 0.8
    ratio = end * (strength - start) / (start * (strength - end))
    found = linear_modes.mode_time(2, start, end, strength)
    assert found == pytest.approx(math.log(ratio) / (2 * strength))


def test_deeper_networks_have_the_time_of_their_equal_weights():
    """Each of the five weights is the same number a, and u is a^5."""

    def flow(_, a):
        return a**4 * (1 - a**5)

    def arrived(_, a):
        return a[0] ** 5 - 0.9

    arrived.terminal = True
    solved = integrate.solve_ivp(
        flow, (0, 100), [0.2**0.2], events=arrived, rtol=1e-10, atol=1e-12
    )
    found = linear_modes.mode_time(5, 0.2, 0.9, 1.0)
    assert found == pytest.approx(solved.t_events[0][0], rel=1e-6)


def test_aligned_kernels_carry_each_mode_alone():
    x, y = data(features=8, outputs=6)
    strengths, right = _e05_modes.modes_of(deep_linear.Problem.of(x, y))
    kernels = _e05_modes.aligned(right, 4, seed=0)
    assert len(kernels) == 4
    whole = np.linalg.multi_dot(kernels)
    np.testing.assert_allclose(whole @ right.T, 0.2 * np.eye(6), atol=1e-6)
    white = np.linalg.svd(x, full_matrices=False)[0]
    expected = np.linalg.svd(white.T @ y, compute_uv=False)
    np.testing.assert_allclose(strengths, expected / expected[0])
