"""Initializers of whole kernels in layers that Keras builds late."""

import keras
import numpy as np
from keras import layers

from keras_nntricks.initializers import ICNR, MSRA, Orthogonal, RandomizedAsymmetric
from tests.backends import to_numpy


class Late(keras.Model):
    """Without `build`, so that Keras traces it before the values are drawn."""

    def __init__(self, pair):
        super().__init__()
        self.grouped = layers.Conv1D(8, 3, groups=4, kernel_initializer=Orthogonal())
        self.shuffled = layers.Conv1D(600, 3, kernel_initializer=ICNR(MSRA()))
        self.paired = layers.Dense(9, kernel_initializer=pair, bias_initializer=pair)

    def call(self, inputs):
        return self.paired(self.shuffled(self.grouped(inputs)))


def test_a_model_that_is_traced_before_it_is_built():
    pair = RandomizedAsymmetric(use_bias=True, seed=1)
    model = Late(pair)
    model(np.zeros((2, 9, 8), "float32"))
    for group in np.split(to_numpy(model.grouped.kernel), 4, axis=-1):
        matrix = group.reshape(6, 2)
        np.testing.assert_allclose(matrix.T @ matrix, np.eye(2), atol=1e-6)
    first, second = np.split(to_numpy(model.shuffled.kernel), 2, axis=-1)
    np.testing.assert_array_equal(first, second)
    assert abs(first.var() * 24 / 2 - 1) < 5 * np.sqrt(2 / first.size)
    eager = layers.Dense(9, kernel_initializer=pair, bias_initializer=pair)
    eager.build((None, 600))
    for late, early in zip(model.paired.weights, eager.weights, strict=True):
        np.testing.assert_array_equal(to_numpy(late), to_numpy(early))
        assert np.count_nonzero(to_numpy(late)) == to_numpy(late).size


def test_a_layer_of_the_user_is_read_as_a_convolution():
    class Own(layers.Layer):
        def build(self, input_shape):
            self.kernel = self.add_weight(
                shape=(3, 2, 4), initializer=Orthogonal(), name="own"
            )

    layer = Own()
    layer.build(None)
    matrix = to_numpy(layer.kernel).reshape(6, 4)
    np.testing.assert_allclose(matrix.T @ matrix, np.eye(4), atol=1e-6)
