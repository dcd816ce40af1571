"""How the kernels of maxout convolutions start."""

import keras
import numpy as np
import pytest

from keras_nntricks.activations import maxout_gain
from keras_nntricks.initializers import GainScaling, Xavier
from keras_nntricks.layers import MaxoutConv1D, MaxoutConv2D, MaxoutConv3D
from tests.backends import to_numpy
from tests.layers.test_maxout_conv import normal

# 1 / E max(z_1, ..., z_k)^2 of k normal pieces.
C = {
    2: 1.0,
    3: 0.78390520,
    4: 0.64460863,
    5: 0.55554925,
    6: 0.49462367,
    7: 0.45038875,
    8: 0.41674742,
    9: 0.39022602,
    10: 0.36871745,
}


@pytest.mark.parametrize("num_pieces", C)
def test_the_default_draws_the_declared_variance(num_pieces):
    layer = MaxoutConv2D(240 // num_pieces, 3, num_pieces)
    layer.build((None, 8, 8, 30))
    kernel = to_numpy(layer.kernel)
    # 62 000 draws: the relative SD of the variance is at most sqrt(2 / 62 000).
    c = C[num_pieces]
    np.testing.assert_allclose(np.var(kernel) * 270, c, rtol=5 * 0.0057)


@pytest.mark.parametrize("num_pieces", [2, 5, 10])
def test_the_second_moment_stays_one_through_layers(num_pieces):
    keras.utils.set_random_seed(num_pieces)
    x = normal(16, 5, 5, 48)
    for _ in range(3):
        x = to_numpy(MaxoutConv2D(48, 2, num_pieces)(x))
    # Simulated with NumPy (40 runs of this size): log E h^2 has a mean of -0.08 to
    # 0.03 and an SD of at most 0.21. Without the gain its mean would be -3 log c.
    assert abs(np.log(np.mean(x**2))) < 0.9


def test_behind_max_pooling_it_acts_like_four_times_the_pieces():
    np.testing.assert_allclose(maxout_gain(4 * 5) ** 2, 0.26573414, rtol=1e-7)
    initializer = GainScaling(maxout_gain(4 * 5), seed=1)
    layer = MaxoutConv2D(100, 1, 5, kernel_initializer=initializer)
    pooled = keras.layers.MaxPooling2D()(layer(normal(32, 4, 4, 100)))
    np.testing.assert_allclose(np.mean(to_numpy(pooled) ** 2), 1, atol=0.05)


@pytest.mark.parametrize(
    ("make", "rank"), [(MaxoutConv1D, 1), (MaxoutConv2D, 2), (MaxoutConv3D, 3)]
)
def test_fans_do_not_count_the_pieces(make, rank):
    layer = make(6, 2, 4, strides=2, groups=3)
    shape = (*[2] * rank, 3, 24)
    # A window of 2 at stride 2: each input is in one window, of 2 filters' groups.
    assert layer.weight_fans("kernel", shape) == (3 * 2**rank, 2.0)
    assert layer.weight_fans("bias", (24,)) is None


def test_an_initializer_that_asks_gets_these_fans():
    layer = MaxoutConv2D(50, 3, 4, kernel_initializer=Xavier(seed=1))
    layer.build((None, 8, 8, 40))
    # 72 000 draws of variance 2 / (9 * 40 + 9 * 50).
    np.testing.assert_allclose(np.var(to_numpy(layer.kernel)), 2 / 810, rtol=0.03)


def test_the_pieces_of_a_filter_differ():
    layer = MaxoutConv2D(2, 2, 3, kernel_initializer="he_normal")
    layer.build((None, 4, 4, 3))
    kernel = to_numpy(layer.kernel).reshape(-1, 6)
    assert np.unique(kernel, axis=1).shape[1] == 6
