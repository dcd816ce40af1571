import keras
import numpy as np
import pytest

from keras_nntricks.layers import Whitening
from tests.backends import to_numpy

MIXING = np.array([[3.0, 1.0, 0.0], [0.0, 2.0, 0.5], [0.0, 0.0, 0.25]])
ROWS = np.random.default_rng(0).normal(size=(200, 3)) @ MIXING + [5.0, -3.0, 0.0]
METHODS = ["pca", "zca"]


def covariance(x):
    return np.cov(np.reshape(x, (len(x), -1)).T, bias=True)


def adapted(data, *arguments, **keywords):
    layer = Whitening(*arguments, **keywords)
    layer.adapt(data)
    return layer


def root_of_inverse(matrix, epsilon):
    """By Denman and Beavers, so without eigenvectors."""
    y, z = matrix + epsilon * np.eye(len(matrix)), np.eye(len(matrix))
    for _ in range(30):
        y, z = (y + np.linalg.inv(z)) / 2, (z + np.linalg.inv(y)) / 2
    return z


@pytest.mark.parametrize("method", METHODS)
def test_without_epsilon_the_covariance_is_the_identity(method):
    outputs = to_numpy(adapted(ROWS, method, epsilon=0.0)(ROWS))
    np.testing.assert_allclose(covariance(outputs), np.eye(3), atol=2e-5)
    np.testing.assert_allclose(outputs.mean(axis=0), 0.0, atol=2e-5)


@pytest.mark.parametrize("epsilon", [0.0, 0.01, 10.0])
def test_zca_is_the_symmetric_root_of_the_inverse_covariance(epsilon):
    root = root_of_inverse(covariance(ROWS), epsilon)
    expected = (ROWS - ROWS.mean(axis=0)) @ root
    outputs = to_numpy(adapted(ROWS, "zca", epsilon)(ROWS))
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-4)


def test_epsilon_is_added_to_the_eigenvalues():
    layer = Whitening("pca", 3.0, mean=[0.0, 0.0], covariance=[[6.0, 0.0], [0.0, 1.0]])
    outputs = to_numpy(layer(np.array([[6.0, 4.0]])))
    np.testing.assert_allclose(outputs, [[2.0, 2.0]], rtol=1e-6)


def test_pca_diagonalises_and_sorts_and_fixes_signs():
    layer = adapted(ROWS, "pca", epsilon=1.0)
    outputs = covariance(to_numpy(layer(ROWS)))
    values = np.linalg.eigvalsh(covariance(ROWS))[::-1]
    np.testing.assert_allclose(outputs, np.diag(values / (values + 1)), atol=1e-5)
    vectors = to_numpy(layer.eigenvectors)
    assert (vectors[np.argmax(np.abs(vectors), axis=0), range(3)] > 0).all()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("epsilon", [0.0, 0.1])
def test_fewer_examples_than_features(method, epsilon):
    x = np.random.default_rng(1).normal(size=(4, 2, 5))
    layer = adapted(x, method, epsilon)
    outputs = to_numpy(layer(x)).reshape(4, -1)
    assert np.isfinite(outputs).all()
    assert np.count_nonzero(to_numpy(layer.eigenvalues)) == 3
    if epsilon == 0.0:
        values = np.linalg.eigvalsh(covariance(outputs))
        np.testing.assert_allclose(values, [0.0] * 7 + [1.0] * 3, atol=1e-4)
    np.testing.assert_allclose(to_numpy(layer.inverse(layer(x))), x, atol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_batches_of_any_size_give_one_covariance(method):
    whole = adapted(ROWS, method)
    parts = adapted((p for p in np.split(ROWS, [1, 2, 90])), method)
    np.testing.assert_allclose(whole(ROWS), parts(ROWS), rtol=1e-4, atol=1e-5)


def test_a_constant_feature_gives_zero():
    x = np.column_stack([ROWS, np.full(len(ROWS), 7.0)])
    outputs = to_numpy(adapted(x, "zca", epsilon=0.0)(x))
    np.testing.assert_allclose(outputs[:, 3], 0.0, atol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_kept_components_are_those_of_largest_variance(method):
    layer = adapted(ROWS, method, epsilon=0.0, num_components=2)
    assert layer(ROWS).shape[1] == (2 if method == "pca" else 3)
    centred = ROWS - ROWS.mean(axis=0)
    left, values, right = np.linalg.svd(centred, full_matrices=False)
    expected = (left[:, :2] * values[:2]) @ right[:2] + ROWS.mean(axis=0)
    back = to_numpy(layer.inverse(layer(ROWS)))
    np.testing.assert_allclose(back, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("axis", "shape"), [(-1, (50, 4, 3)), (1, (50, 3, 4))])
def test_channels_are_whitened_over_all_positions(method, axis, shape):
    x = ROWS.reshape(50, 4, 3)
    x = x if axis == -1 else np.moveaxis(x, -1, 1)
    layer = adapted(x, method, 0.0, axis=axis)
    outputs = to_numpy(layer(x))
    assert outputs.shape == shape
    rows = np.moveaxis(outputs, axis, -1).reshape(-1, 3)
    np.testing.assert_allclose(covariance(rows), np.eye(3), atol=2e-5)
    np.testing.assert_allclose(to_numpy(layer.inverse(outputs)), x, atol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_statistics_are_saved(tmp_path, method):
    layer = adapted(ROWS, method, num_components=2)
    model = keras.Sequential([keras.Input((3,)), layer])
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(loaded(ROWS), to_numpy(layer(ROWS)), atol=1e-6)
    back = to_numpy(loaded.layers[-1].inverse(loaded(ROWS)))
    np.testing.assert_allclose(back, to_numpy(layer.inverse(layer(ROWS))), atol=1e-6)


def test_without_statistics_it_refuses_to_work():
    with pytest.raises(ValueError, match="`mean` must be given, or learned by adapt"):
        Whitening()(ROWS)


@pytest.mark.parametrize(
    ("arguments", "shape", "message"),
    [
        ({}, (None, 200, 200), "`input_shape` must be of 1 to 16384 features"),
        ({}, (None, 0), "`input_shape` must be of 1 to 16384 features"),
        ({}, (None, None, 3), "`input_shape` must be known along the features"),
        ({"axis": 2}, (None, 3), "`axis` must be None or an axis but the batch axis"),
        ({"num_components": 4}, (None, 3), "`num_components` must be at most the 3"),
        (
            {"mean": [0.0], "covariance": [[1.0]]},
            (None, 3),
            r"`mean` must be of shape \(3,\)",
        ),
        (
            {"mean": [0.0, 0.0], "covariance": [[1.0, 2.0], [0.0, 1.0]]},
            (None, 2),
            r"`covariance` must be symmetric and of shape \(2, 2\)",
        ),
    ],
)
def test_what_does_not_fit_is_refused(arguments, shape, message):
    with pytest.raises(ValueError, match=message):
        Whitening(**arguments).build(shape)


def test_data_of_other_features_are_refused():
    with pytest.raises(ValueError, match="`data` must be of 3 features"):
        adapted([ROWS, ROWS[:, :2]])
