"""Values that are drawn while a backend traces its program."""

import keras
import numpy as np
import pytest

from keras_nntricks import initializers
from tests.backends import to_numpy


def traced(function):
    """The function as the backend compiles it; torch runs it as it is."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        return tf.function(function)
    if backend == "jax":
        import jax

        return jax.jit(function)
    return function


MADE = [
    initializers.ConvIdentity(),
    initializers.GainScaling(seed=1),
    initializers.Orthogonal(seed=1),
    initializers.RandomWalk(seed=1),
    initializers.RandomizedAsymmetric(seed=1),
    initializers.Sparse(num_nonzero=2, seed=1),
    initializers.ZerO(),
]


@pytest.mark.parametrize("initializer", MADE, ids=lambda made: type(made).__name__)
def test_the_values_are_those_drawn_outside(initializer):
    outside = to_numpy(initializer((4, 6)))
    inside = to_numpy(traced(lambda: initializer((4, 6)))())
    assert np.any(outside)
    np.testing.assert_allclose(inside, outside, rtol=1e-5, atol=1e-6)
