import keras
import numpy as np
import pytest

from keras_nntricks.layers import StochasticDepth
from tests.backends import gradients, to_numpy

ONES = np.ones((2000, 2, 3), "float32")
LINEAR = [(1, 0.5, [0.5]), (4, 0.5, [0.125, 0.25, 0.375, 0.5]), (2, 0.0, [0.0, 0.0])]


def test_the_expected_depth_of_54_blocks_is_40_25():
    rates = StochasticDepth.linear_rates(54)
    assert sum(1 - rate for rate in rates) == pytest.approx(40.25, abs=1e-12)
    assert (3 * 54 - 1) / 4 == 40.25
    assert rates[-1] == 0.5


@pytest.mark.parametrize(("num_blocks", "final_rate", "expected"), LINEAR)
def test_rates_grow_linearly(num_blocks, final_rate, expected):
    assert StochasticDepth.linear_rates(num_blocks, final_rate) == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0,), "`num_blocks` must be a positive integer"),
        ((3, 1.0), r"`final_rate` must be in \[0, 1\)"),
    ],
)
def test_bad_schedules_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        StochasticDepth.linear_rates(*arguments)


@pytest.mark.parametrize(("scale_in", "kept"), [("training", 1.25), ("inference", 1.0)])
def test_each_example_is_dropped_whole(scale_in, kept):
    layer = StochasticDepth(0.2, scale_in=scale_in, seed=1)
    outputs = to_numpy(layer(ONES, training=True)).reshape(2000, -1)
    assert (outputs == outputs[:, :1]).all()
    np.testing.assert_allclose(np.unique(outputs), [0.0, kept], rtol=1e-6)
    # Five standard deviations of a binomial share.
    assert (outputs[:, 0] == 0).mean() == pytest.approx(0.2, abs=5 * 0.4 / 2000**0.5)


def test_a_batch_is_dropped_whole():
    layer = StochasticDepth(0.5, mode="batch", seed=1)
    means = [to_numpy(layer(ONES[:8], training=True)) for _ in range(40)]
    assert all(len(np.unique(batch)) == 1 for batch in means)
    assert set(np.mean(means, axis=(1, 2, 3)).tolist()) == {0.0, 2.0}


@pytest.mark.parametrize(
    ("scale_in", "factor"), [("training", 1.0), ("inference", 0.8)]
)
def test_outside_training_nothing_is_dropped(scale_in, factor):
    outputs = StochasticDepth(0.2, scale_in=scale_in)(ONES)
    np.testing.assert_allclose(to_numpy(outputs), factor, rtol=1e-6)


def test_a_shortcut_is_added():
    shortcut = 10 * ONES
    alone = StochasticDepth(0.5, seed=3)(ONES, training=True)
    both = StochasticDepth(0.5, seed=3)([shortcut, ONES], training=True)
    np.testing.assert_array_equal(to_numpy(both), shortcut + to_numpy(alone))


def test_the_paper_form_is_that_of_tensorflow_addons():
    # tfa.layers.StochasticDepth(0.8) outside training: shortcut + 0.8 * residual.
    layer = StochasticDepth(0.2, mode="batch", scale_in="inference")
    outputs = to_numpy(layer([ONES, 10 * ONES]))
    np.testing.assert_allclose(outputs, 9.0, rtol=1e-6)


def test_it_trains_between_shortcut_and_branch():
    inputs = keras.Input((3,))
    branch = keras.layers.Dense(3)(inputs)
    outputs = StochasticDepth(0.3)([inputs, branch])
    assert outputs.shape == (None, 3)
    model = keras.Model(inputs, outputs)
    model.compile("sgd", "mse")
    assert np.isfinite(model.train_on_batch(ONES[:8, 0], ONES[:8, 0]))


def test_the_mask_of_the_shortcut_passes():
    masked = keras.layers.Masking()(np.array([[[1.0], [0.0]]], "float32"))
    outputs = StochasticDepth(0.3)([masked, ONES[:1, :, :1]])
    assert np.array(outputs._keras_mask).tolist() == [[True, False]]


@pytest.mark.parametrize("shapes", [[(2, 3), (2, 4)], [(2, 3)], [(2, 3), (2, 3, 1)]])
def test_lists_must_be_a_shortcut_and_a_branch(shapes):
    with pytest.raises(ValueError, match="`input_shape` must be a shortcut's and a"):
        StochasticDepth(0.5)([np.ones(shape) for shape in shapes])


@pytest.mark.parametrize("mode", ["example", "batch"])
@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_a_dropped_branch_may_hold_anything(mode, value):
    layer = StochasticDepth(0.5, mode=mode, seed=1)
    shortcut = keras.ops.ones((8, 2))
    branch = np.full((8, 2), value)

    def total(branch):
        return keras.ops.sum(layer([shortcut, branch], training=True))

    slopes = [gradients(total, [branch]) for _ in range(8)]
    assert {0.0, 2.0} == set(np.unique(slopes).tolist())
    values = [to_numpy(layer([shortcut, branch], training=True)) for _ in range(8)]
    dropped = np.equal(values, 1.0)
    assert 0 < dropped.sum() < dropped.size
    np.testing.assert_array_equal(np.array(values)[~dropped], value)
