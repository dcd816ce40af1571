"""When two calls give the same values."""

import keras
import numpy as np
import pytest

from keras_nntricks.initializers import MSRA, GainScaling, Xavier

MAKERS = [MSRA, GainScaling, Xavier]
SHAPE = (20, 30)


def draw(initializer):
    return keras.ops.convert_to_numpy(initializer(SHAPE))


@pytest.mark.parametrize("make", MAKERS)
def test_an_integer_repeats(make):
    initializer = make(seed=7)
    np.testing.assert_array_equal(draw(initializer), draw(initializer))
    np.testing.assert_array_equal(draw(initializer), draw(initializer.clone()))
    assert not np.array_equal(draw(initializer), draw(make(seed=8)))
    assert make(seed=np.int64(7)).get_config()["seed"] == 7


@pytest.mark.parametrize("make", MAKERS)
def test_a_generator_goes_on(make):
    initializer = make(seed=keras.random.SeedGenerator(7))
    first, second = draw(initializer), draw(initializer)
    assert not np.array_equal(first, second)
    again = make(seed=keras.random.SeedGenerator(7))
    np.testing.assert_array_equal(first, draw(again))
    np.testing.assert_array_equal(second, draw(again))
    np.testing.assert_array_equal(first, draw(initializer.clone()))


@pytest.mark.parametrize("make", MAKERS)
def test_no_seed_never_repeats_and_obeys_the_global_seed(make):
    keras.utils.set_random_seed(1)
    initializer = make()
    first, second = draw(initializer), draw(initializer)
    assert not np.array_equal(first, second)
    assert not np.array_equal(second, draw(initializer.clone()))
    keras.utils.set_random_seed(1)
    np.testing.assert_array_equal(first, draw(make()))


@pytest.mark.parametrize("seed", [0, 2**31, 2**32 - 1])
def test_seeds_up_to_the_bounds_are_drawn_with(seed):
    assert np.isfinite(draw(MSRA(seed=seed))).all()


def test_layers_that_share_an_instance_differ():
    shared = MSRA()
    layers = [keras.layers.Dense(30, kernel_initializer=shared) for _ in range(2)]
    for layer in layers:
        layer.build((None, 20))
    assert not np.array_equal(layers[0].get_weights()[0], layers[1].get_weights()[0])


@pytest.mark.parametrize("bad", [1.5, "1", True, [1], -1, 2**32])
def test_a_seed_is_checked(bad):
    with pytest.raises(ValueError, match="`seed` must be None, an integer in "):
        MSRA(seed=bad)
