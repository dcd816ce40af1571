import keras
import numpy as np
import pytest

from keras_nntricks.layers import FilterResponseNorm
from tests.backends import gradients, to_numpy


def normal(*shape, seed=0, scale=1.0):
    return scale * np.random.default_rng(seed).normal(size=shape).astype("float32")


def test_the_mean_square_of_each_channel_of_each_example_becomes_one():
    x = normal(3, 5, 4, 2, scale=7.0) + 3.0
    y = to_numpy(FilterResponseNorm()(x))
    np.testing.assert_allclose(np.mean(y**2, axis=(1, 2)), np.ones((3, 2)), rtol=1e-5)


def test_no_mean_is_subtracted():
    y = FilterResponseNorm()(np.full((1, 3, 3, 1), 4.0))
    np.testing.assert_allclose(to_numpy(y), np.ones((1, 3, 3, 1)), rtol=1e-6)


@pytest.mark.parametrize("rank", [3, 4, 5])
def test_any_rank_by_the_formula_of_the_paper(rank):
    x = normal(2, *range(2, rank), 3)
    positions = tuple(range(1, rank - 1))
    expected = x / np.sqrt(np.mean(x**2, axis=positions, keepdims=True) + 1e-6)
    np.testing.assert_allclose(to_numpy(FilterResponseNorm()(x)), expected, rtol=1e-5)


def test_a_vector_has_the_learned_epsilon_of_the_paper():
    layer = FilterResponseNorm()
    x = np.array([[0.01, -0.5]])
    expected = x / np.sqrt(x**2 + 1e-6 + 1e-4)
    np.testing.assert_allclose(to_numpy(layer(x)), expected, rtol=1e-5)
    assert [w.name for w in layer.weights] == ["gamma", "beta", "epsilon_weight"]
    layer.epsilon_weight.assign(-0.25)
    expected = x / np.sqrt(x**2 + 1e-6 + 0.25)
    np.testing.assert_allclose(to_numpy(layer(x)), expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("shape", "learn_epsilon", "learned"),
    [
        ((None, 1, 1, 4), None, True),
        ((None, 1, 2, 4), None, False),
        ((None, None, None, 4), None, False),
        ((None, 5, 4), True, True),
        ((None, 4), False, False),
    ],
)
def test_when_epsilon_is_learned(shape, learn_epsilon, learned):
    layer = FilterResponseNorm(learn_epsilon=learn_epsilon)
    layer.build(shape)
    assert (layer.epsilon_weight is not None) is learned


def test_statistics_are_float32_under_mixed_float16():
    x = np.array([[[300.0], [400.0]]])
    y = to_numpy(FilterResponseNorm(dtype="mixed_float16")(x))
    root = np.sqrt((300.0**2 + 400.0**2) / 2)  # the squares exceed float16's 65504
    np.testing.assert_allclose(y[0, :, 0], [300 / root, 400 / root], rtol=1e-3)


def test_masked_steps_do_not_count():
    x = normal(2, 4, 3)
    mask = np.array([[True, True, True, False], [True, False, False, False]])
    y = to_numpy(FilterResponseNorm()(x, mask=keras.ops.convert_to_tensor(mask)))
    for example, steps in enumerate(mask.sum(axis=1)):
        plain = FilterResponseNorm(learn_epsilon=False)
        alone = plain(x[example : example + 1, :steps])
        np.testing.assert_allclose(y[example, :steps], to_numpy(alone)[0], rtol=1e-5)


def test_each_position_of_a_step_counts_under_a_mask():
    x = normal(1, 3, 2, 2)
    y = FilterResponseNorm()(x, mask=np.array([[True, True, False]]))
    expected = to_numpy(FilterResponseNorm()(x[:, :2]))
    np.testing.assert_allclose(to_numpy(y)[:, :2], expected, rtol=1e-5)


def test_an_example_without_a_step_gives_finite_numbers():
    layer, mask = FilterResponseNorm(), np.array([[False, False]])
    assert np.isfinite(to_numpy(layer(normal(1, 2, 3), mask=mask))).all()


def test_the_mask_of_a_masking_layer_arrives():
    x = normal(1, 3, 2)
    x[0, 2] = 0.0
    model = keras.Sequential([keras.layers.Masking(), FilterResponseNorm()])
    expected = to_numpy(FilterResponseNorm()(x[:, :2]))
    np.testing.assert_allclose(to_numpy(model(x))[:, :2], expected, rtol=1e-5)


def test_a_mask_needs_the_channels_last():
    layer = FilterResponseNorm(axis=1)
    with pytest.raises(ValueError, match=r"`axis` must be the last where a mask"):
        layer(normal(1, 2, 3), mask=np.array([[True, False]]))


@pytest.mark.parametrize(
    ("axis", "shape", "name"),
    [(3, (None, 4, 5), "axis"), (-3, (None, 4, 5), "axis"), (-1, (2, None), "input")],
)
def test_refuses_shapes(axis, shape, name):
    with pytest.raises(ValueError, match=rf"`{name}.*` must be"):
        FilterResponseNorm(axis=axis).build(shape)


def test_the_gradient_is_orthogonal_to_a_channel_whose_scale_does_not_matter():
    layer, x = FilterResponseNorm(epsilon=1e-12), normal(1, 6, 2)
    weights = keras.ops.convert_to_tensor(normal(1, 6, 2, seed=1))
    (gradient,) = gradients(lambda t: keras.ops.sum(weights * layer(t)), [x])
    np.testing.assert_allclose(np.sum(gradient * x, axis=1), 0 * x[:, 0], atol=1e-5)


@pytest.mark.parametrize("padding", [np.inf, np.nan, 1e30])
def test_what_stands_in_a_masked_step_changes_nothing(padding):
    x, mask = normal(2, 3, 2), np.array([[True, True, False], [True, True, True]])
    padded = x.copy()
    padded[0, 2] = padding
    layer = FilterResponseNorm()
    weights = keras.ops.convert_to_tensor(normal(2, 3, 2, seed=1) * mask[..., None])

    def loss(inputs):
        return keras.ops.sum(weights * layer(inputs, mask=mask))

    expected = to_numpy(layer(x, mask=mask))[mask]
    np.testing.assert_allclose(to_numpy(layer(padded, mask=mask))[mask], expected)
    (slopes,), (others,) = gradients(loss, [x]), gradients(loss, [padded])
    np.testing.assert_allclose(others[mask], slopes[mask], rtol=1e-6)
    np.testing.assert_array_equal(others[~mask], 0.0)
