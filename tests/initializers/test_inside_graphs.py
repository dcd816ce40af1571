"""Values that are drawn while a backend traces its program."""

import numpy as np
import pytest

from keras_nntricks import initializers
from tests.backends import compiled, to_numpy

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
    inside = to_numpy(compiled(lambda: initializer((4, 6)), jit=False)())
    assert np.any(outside)
    np.testing.assert_allclose(inside, outside, rtol=1e-5, atol=1e-6)
