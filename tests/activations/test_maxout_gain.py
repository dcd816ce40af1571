import math

import numpy as np
import pytest

from keras_nntricks.activations import maxout_gain

# 1 / E max^2, as published to five digits and computed to eight.
SQUARED = {
    1: 1.0,
    2: 1.0,
    3: 0.78390520,
    4: 0.64460863,
    5: 0.55554925,
    6: 0.49462367,
    7: 0.45038875,
    8: 0.41674742,
    10: 0.36871745,
    20: 0.26573414,
}


@pytest.mark.parametrize("num_pieces", sorted(SQUARED))
def test_forward_gain(num_pieces):
    expected = math.sqrt(SQUARED[num_pieces])
    assert maxout_gain(num_pieces) == pytest.approx(expected, abs=1e-8)


def test_closed_forms():
    assert maxout_gain(2) == pytest.approx(1.0, abs=1e-12)
    three = 1.0 + math.sqrt(3.0) / (2.0 * math.pi)
    assert maxout_gain(3) == pytest.approx(three**-0.5, abs=1e-12)
    four = 1.0 + math.sqrt(3.0) / math.pi
    assert maxout_gain(4) == pytest.approx(four**-0.5, abs=1e-12)


def test_agrees_with_draws():
    largest = np.random.default_rng(0).standard_normal((200_000, 5)).max(axis=1)
    assert np.mean(largest**2) ** -0.5 == pytest.approx(maxout_gain(5), rel=0.01)


def test_backward_gain_is_one():
    assert [maxout_gain(k, mode="backward") for k in (1, 3, 9)] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("bad", [0, -1, 2.0, True, "2"])
def test_number_of_pieces_is_checked(bad):
    with pytest.raises(ValueError, match="`num_pieces` must be a positive integer"):
        maxout_gain(bad)


def test_mode_is_checked():
    with pytest.raises(ValueError, match="`mode` must be"):
        maxout_gain(2, mode="sideways")
