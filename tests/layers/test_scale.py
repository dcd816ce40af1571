import numpy as np
import pytest

from keras_nntricks.layers import Scale
from tests.backends import to_numpy


def test_it_starts_as_the_identity_and_has_single_numbers():
    layer, inputs = Scale(), np.array([[1.5, -2.0]])
    assert np.array_equal(to_numpy(layer(inputs)), inputs)
    assert [tuple(weight.shape) for weight in layer.weights] == [(), ()]


@pytest.mark.parametrize(("switch", "expected"), [("use_scale", 3.0), ("use_bias", 2)])
def test_either_part_can_be_alone(switch, expected):
    other = {"use_scale": "use_bias", "use_bias": "use_scale"}[switch]
    layer = Scale(**{other: False})
    layer.build((None, 1))
    layer.set_weights([np.array(3.0 if switch == "use_scale" else 1.0)])
    assert float(to_numpy(layer(np.ones((1, 1))))[0, 0]) == expected


def test_with_neither_it_is_refused():
    with pytest.raises(ValueError, match="`use_bias` must be True where"):
        Scale(use_scale=False, use_bias=False)
