"""Statistics that come in as weights, by `set_weights` of a whole model."""

import keras
import numpy as np
import pytest

from keras_nntricks.layers import MeanSubtraction, Whitening

ROWS = np.random.default_rng(0).normal(3.0, 2.0, (20, 3)).astype("float32")

WANTED = "`mean` must be given, or learned by adapt"


def predicted_or_message(model):
    try:
        return np.asarray(model.predict(ROWS, verbose=0))
    except ValueError as error:
        return str(error)


def clone_of_adapted(make):
    layer = make()
    layer.adapt(ROWS)
    model = keras.Sequential([keras.Input((3,)), layer, keras.layers.Dense(2)])
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    return model, clone


@pytest.mark.parametrize("make", [MeanSubtraction, Whitening])
def test_a_clone_predicts_with_them(make):
    model, clone = clone_of_adapted(make)
    expected = np.asarray(model.predict(ROWS, verbose=0))
    assert np.isfinite(expected).all()
    np.testing.assert_allclose(clone.predict(ROWS, verbose=0), expected, rtol=1e-6)


@pytest.mark.parametrize("make", [MeanSubtraction, Whitening])
def test_a_clone_trains_with_them(make):
    _, clone = clone_of_adapted(make)
    clone.compile("sgd", "mse")
    history = clone.fit(ROWS, ROWS[:, :2], verbose=0)
    assert np.isfinite(history.history["loss"]).all()


@pytest.mark.parametrize("make", [MeanSubtraction, Whitening])
def test_a_compiled_call_without_them_says_so_or_gives_no_numbers(make):
    model = keras.Sequential([keras.Input((3,)), make()])
    found = predicted_or_message(model)
    assert WANTED in found if isinstance(found, str) else np.isnan(found).all()
    with pytest.raises(ValueError, match=WANTED):
        model.layers[0](ROWS)
    model.layers[0].adapt(ROWS)
    assert np.isfinite(model.predict(ROWS, verbose=0)).all()
