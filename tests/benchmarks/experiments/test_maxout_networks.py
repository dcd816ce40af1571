import keras
import numpy as np
import pytest

from benchmarks.networks import dropout_mlp


def built(hidden, **settings):
    keras.utils.set_random_seed(0)
    return dropout_mlp.build(hidden, **settings)


@pytest.mark.parametrize("hidden", dropout_mlp.HIDDEN)
def test_the_number_of_weights_is_the_counted_one(hidden):
    model = built(hidden, width=20, shape=(3, 3), classes=4)
    pieces, _ = dropout_mlp.HIDDEN[hidden]
    width = model.layers[-1].kernel.shape[0]
    counted = dropout_mlp.number_of_weights(9, width, 2, 4, pieces)
    assert model.count_params() == counted


def test_the_narrow_net_is_the_largest_with_no_more_weights():
    allowed = built("relu", width=64).count_params()
    narrow = built("narrow-maxout", width=64)
    width = narrow.layers[-1].kernel.shape[0]
    assert narrow.count_params() <= allowed
    assert dropout_mlp.number_of_weights(64, width + 1, 2, 10, 2) > allowed
    assert dropout_mlp.narrow_width(100, 2, 1, 2, 9) == 1


@pytest.mark.parametrize(("hidden", "pieces"), [("maxout", 2), ("maxout-5", 5)])
def test_maxout_units_are_the_largest_of_their_pieces(hidden, pieces):
    model = built(hidden, width=7, depth=1, shape=(5,))
    kernel, bias, last, last_bias = model.get_weights()
    x = np.random.default_rng(0).normal(size=(6, 5)).astype("float32")
    units = (x @ kernel + bias).reshape(6, pieces, 7).max(axis=1)
    found = model.predict(x, verbose=0)
    np.testing.assert_allclose(found, units @ last + last_bias, atol=1e-5)


@pytest.mark.parametrize("hidden", ["relu", "maxout"])
def test_weights_behind_an_output_stay_within_the_length(hidden):
    model = built(hidden, width=8, learning_rate=20.0)
    x = np.random.default_rng(1).random((32, 64), dtype="float32")
    model.train_on_batch(x, np.arange(32) % 10)
    kernels = [weight for weight in model.get_weights() if weight.ndim == 2]
    lengths = [np.linalg.norm(kernel, axis=0).max() for kernel in kernels]
    assert max(lengths) == pytest.approx(dropout_mlp.LONGEST, rel=1e-5)


def test_the_second_moment_of_maxout_units_starts_at_that_of_the_input():
    model = built("maxout-5", width=400, depth=1, shape=(200,))
    kernel, bias, *_ = model.get_weights()
    x = np.random.default_rng(2).normal(size=(300, 200))
    units = (x @ kernel + bias).reshape(300, 5, 400).max(axis=1)
    assert np.mean(units**2) == pytest.approx(1.0, rel=0.05)
