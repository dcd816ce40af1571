import functools

import keras
import numpy as np
import pytest

from keras_nntricks import activations
from keras_nntricks.layers import CELU, ELU
from tests.backends import to_numpy

X = np.array([[-2.0, -1e-4, 0.0, 3.0]])


def test_fixed_alpha_is_the_activation():
    expected = to_numpy(activations.elu(keras.ops.array(X, "float32"), 0.3))
    np.testing.assert_array_equal(to_numpy(ELU(0.3)(X)), expected)
    assert ELU(0.3).weights == []


def test_learned_alpha_starts_at_alpha_and_bends_each_channel():
    layer = ELU(alpha=0.5, learn_alpha=True)
    layer.build((None, None, 4))
    assert tuple(layer.learned_alpha.shape) == (1, 4)
    layer.learned_alpha.assign([[0.5, 2.0, 1.0, 1.0]])
    expected = [[0.5 * np.expm1(-2.0), 2.0 * np.expm1(-1e-4), 0.0, 3.0]]
    np.testing.assert_allclose(to_numpy(layer(X[None])), [expected], rtol=1e-6)


def test_learned_alpha_of_channels_first_images():
    layer = ELU(learn_alpha=True, shared_axes=[2, 3])
    layer.build((None, 5, None, None))
    assert tuple(layer.learned_alpha.shape) == (5, 1, 1)


def test_penalty_and_limit_reach_the_learned_alpha():
    layer = ELU(
        2.0, learn_alpha=True, alpha_regularizer="l2", alpha_constraint="non_neg"
    )
    layer.build((None, 4))
    assert [to_numpy(loss) for loss in layer.losses] == pytest.approx([0.01 * 4 * 4.0])
    limited = layer.learned_alpha.constraint(keras.ops.array([-1.0, 1.0]))
    np.testing.assert_array_equal(to_numpy(limited), [0.0, 1.0])


def test_mixed_precision_leaves_alpha_in_float32():
    layer = ELU(0.3, learn_alpha=True, dtype="mixed_float16")
    y = layer(X)
    assert keras.backend.standardize_dtype(y.dtype) == "float16"
    exact = np.where(X > 0, X, 0.3 * np.expm1(np.minimum(np.float16(X), 0.0)))
    np.testing.assert_allclose(to_numpy(y), exact, rtol=1e-3)


@pytest.mark.parametrize("layer", [ELU(0.5), ELU(0.5, learn_alpha=True), CELU(0.5)])
@pytest.mark.parametrize("mode", ["forward", "backward"])
def test_gain_is_that_of_the_activation(layer, mode):
    name = type(layer).__name__.lower()
    function = functools.partial(getattr(keras.activations, name), alpha=0.5)
    assert activations.gain(layer, mode) == activations.gain(function, mode)


def test_gains_of_the_exact_activations():
    assert activations.gain(activations.elu) == pytest.approx(1.2451983007, abs=1e-10)
    assert activations.gain(ELU()) == pytest.approx(1.2451983007, abs=1e-10)
    assert activations.gain(CELU()) == pytest.approx(1.2451983007, abs=1e-10)
    assert activations.gain(activations.selu) == pytest.approx(1.0, abs=1e-10)
    backward = activations.gain(activations.celu, "backward")
    assert backward == pytest.approx(1.2234285576, abs=1e-10)
