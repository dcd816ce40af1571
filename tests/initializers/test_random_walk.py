"""RandomWalk: the gains to eight digits, and the walk itself."""

import numpy as np
import pytest
from keras import layers

from keras_nntricks.initializers import MSRA, RandomWalk
from tests.backends import to_numpy
from tests.initializers.limits import assert_variance

RELU = {  # fan_in: exact, the paper's fit
    8: (1.72626864, 1.75217751),
    10: (1.64922272, 1.65610478),
    20: (1.51462359, 1.51400038),
    50: (1.45127573, 1.45031921),
    100: (1.43230357, 1.43170877),
    1000: (1.41598533, 1.41591572),
}
LINEAR = {10: (1.05301778, 1.05127110), 100: (1.00502927, 1.00501252)}
TABLE = [("relu", n, *g) for n, g in RELU.items()]
TABLE += [("linear", n, *g) for n, g in LINEAR.items()]


@pytest.mark.parametrize(("activation", "fan_in", "exact", "fit"), TABLE)
def test_gains_of_the_table(activation, fan_in, exact, fit):
    assert RandomWalk(activation).gain(fan_in) == pytest.approx(exact, abs=6e-9)
    fitted = RandomWalk(activation, exact=False)
    assert fitted.gain(fan_in) == pytest.approx(fit, abs=6e-9)


def test_gain_of_tanh_is_a_number():
    assert RandomWalk("tanh", exact=False).gain(10) == 1.13
    with pytest.raises(ValueError, match='`exact` must be False for "tanh"'):
        RandomWalk("tanh")


def test_gains_by_simulation():
    """E ln |relu(g W x)|^2 = 0 at |x| = 1, over the draws with an active unit."""
    normal = np.random.default_rng(0).normal(size=(400_000, 4)) / 2.0
    for activation, signal in (("linear", normal), ("relu", np.maximum(normal, 0))):
        squares = (RandomWalk(activation).gain(4) ** 2 * signal**2).sum(axis=1)
        logs = np.log(squares[squares > 0])
        assert abs(logs.mean()) < 5 * logs.std() / np.sqrt(len(logs))


def test_wide_layers_have_the_gain_of_he():
    assert RandomWalk().gain(10**6) == pytest.approx(np.sqrt(2), abs=2e-6)
    assert RandomWalk("linear").gain(10**6) == pytest.approx(1.0, abs=1e-6)


def test_one_input():
    """One unit that is active: chi^2_1 alone, psi(1/2) = -gamma - 2 ln 2."""
    expected = np.exp(0.5 * (np.euler_gamma + 2 * np.log(2) - np.log(2)))
    assert RandomWalk().gain(1) == pytest.approx(expected, abs=1e-12)


def test_fan_in_is_that_of_the_layer():
    layer = layers.DepthwiseConv2D(3, depthwise_initializer=RandomWalk(seed=0))
    layer.build((None, 5, 5, 500))
    variance = RandomWalk().gain(9) ** 2 / 9
    assert_variance(to_numpy(layer.weights[0]), variance, "untruncated_normal")
    layer = layers.Conv2DTranspose(
        40, 3, strides=2, kernel_initializer=RandomWalk("linear", seed=0)
    )
    layer.build((None, 5, 5, 20))
    variance = RandomWalk("linear").gain(45.0) ** 2 / 45
    assert_variance(to_numpy(layer.weights[0]), variance, "untruncated_normal")


def drift(make, width, depth, networks):
    """Mean of ln |gradient|^2 per layer of ReLU networks, with its standard error."""
    rng, logs = np.random.default_rng(0), []
    weights = make(seed=1)
    kernels = to_numpy(weights((width, width * depth * networks)))
    kernels = kernels.reshape(width, networks, depth, width).transpose(1, 2, 0, 3)
    for network in kernels:
        signal = rng.normal(size=width)
        before = np.linalg.norm(signal)
        for kernel in network:
            signal = np.maximum(signal @ kernel, 0)
        logs.append(2 * np.log(np.linalg.norm(signal) / before))
    logs = np.array(logs) / depth
    return logs.mean(), logs.std() / np.sqrt(networks)


def test_the_walk_does_not_drift_where_that_of_he_does():
    """N = 20, 60 layers: He loses 0.134 per layer, the exact gain nothing."""
    mean, error = drift(RandomWalk, 20, 60, 40)
    assert abs(mean) < 5 * error < 0.1

    def normal(seed):
        return MSRA(
            distribution="untruncated_normal",
            seed=seed,
            input_axes=[0],
            output_axes=[1],
        )

    mean, error = drift(normal, 20, 60, 40)
    assert mean == pytest.approx(-0.134, abs=5 * error)
    assert mean < -3 * error
