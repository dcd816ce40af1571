"""Updates against NumPy, with a momentum that changes, in compiled steps."""

import keras
import numpy as np
import pytest

from keras_nntricks import optimizers

STEPS = 6
RATE = 0.1


def quadratic(y_true, y_pred):
    return keras.ops.mean(keras.ops.square(y_pred - y_true), axis=-1)


def make_model(optimizer, **compile_arguments):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((3,)),
            layers.Dense(1, use_bias=False, kernel_initializer="ones"),
        ]
    )
    model.compile(optimizer, quadratic, **compile_arguments)
    return model


def data():
    random = np.random.default_rng(0)
    x = random.normal(size=(STEPS * 4, 3)).astype("float32")
    return x, (x @ np.array([[1.0], [-2.0], [0.5]])).astype("float32")


class SetMomentum(keras.callbacks.Callback):
    def __init__(self, values):
        super().__init__()
        self.values = values

    def on_train_batch_begin(self, batch, logs=None):
        self.model.optimizer.momentum = self.values[batch]


def trained(optimizer, callbacks=(), **compile_arguments):
    model = make_model(optimizer, **compile_arguments)
    x, y = data()
    model.fit(x, y, batch_size=4, shuffle=False, verbose=0, callbacks=list(callbacks))
    return model.get_weights()[0]


def by_hand(momenta, nesterov):
    """Sutskever's form, in float64."""
    x, y = (part.astype("float64").reshape(STEPS, 4, -1) for part in data())
    w, velocity = np.ones((3, 1)), np.zeros((3, 1))
    for step, momentum in enumerate(momenta):
        gradient = 2 * x[step].T @ (x[step] @ w - y[step]) / 4
        velocity = momentum * velocity - RATE * gradient
        w = w + (momentum * velocity - RATE * gradient if nesterov else velocity)
    return w


@pytest.mark.parametrize("nesterov", [False, True])
def test_each_step_uses_the_momentum_that_was_set(nesterov):
    momenta = [0.0, 0.3, 0.5, 0.9, 0.95, 0.2]
    optimizer = optimizers.SGD(RATE, momentum=0.7, nesterov=nesterov)
    weights = trained(optimizer, [SetMomentum(momenta)])
    np.testing.assert_allclose(weights, by_hand(momenta, nesterov), atol=1e-5)


@pytest.mark.parametrize("nesterov", [False, True])
def test_a_constant_momentum_does_what_keras_does(nesterov):
    ours = trained(optimizers.SGD(RATE, 0.9, nesterov, weight_decay=0.1, clipnorm=1.0))
    theirs = keras.optimizers.SGD(RATE, 0.9, nesterov, weight_decay=0.1, clipnorm=1.0)
    np.testing.assert_allclose(ours, trained(theirs), rtol=1e-6)


def saved_and_loaded(model, folder):
    model.save(folder / "model.keras")
    custom = {"quadratic": quadratic}
    return keras.saving.load_model(folder / "model.keras", custom)


def test_momentum_survives_a_file(tmp_path):
    model = make_model(optimizers.SGD(RATE, momentum=0.5))
    model.fit(*data(), verbose=0)
    model.optimizer.momentum = 0.75
    loaded = saved_and_loaded(model, tmp_path)
    assert float(keras.ops.convert_to_numpy(loaded.optimizer.momentum)) == 0.75
    for one, other in zip(
        loaded.optimizer.variables, model.optimizer.variables, strict=True
    ):
        np.testing.assert_array_equal(
            *map(keras.ops.convert_to_numpy, (one.value, other.value))
        )


def test_a_momentum_out_of_range_is_refused_when_it_is_set():
    optimizer = optimizers.SGD(RATE)
    with pytest.raises(ValueError, match=r"`momentum` must be a number in \[0, 1\]"):
        optimizer.momentum = 1.5


def falling_momentum():
    """0.8, then 0.4 from the third step on, then 0.2."""
    return keras.optimizers.schedules.PiecewiseConstantDecay([1, 3], [0.8, 0.4, 0.2])


@pytest.mark.parametrize("nesterov", [False, True])
def test_the_momentum_follows_a_schedule(nesterov):
    optimizer = optimizers.SGD(RATE, falling_momentum(), nesterov)
    momenta = [0.8, 0.8, 0.4, 0.4, 0.2, 0.2]
    np.testing.assert_allclose(
        trained(optimizer), by_hand(momenta, nesterov), atol=1e-5
    )


def test_a_schedule_of_the_momentum_survives_a_file(tmp_path):
    model = make_model(optimizers.SGD(RATE, falling_momentum()))
    model.fit(*data(), verbose=0)
    loaded = saved_and_loaded(model, tmp_path)
    assert loaded.optimizer.momentum.get_config() == falling_momentum().get_config()


def test_a_momentum_with_a_schedule_cannot_be_set():
    optimizer = optimizers.SGD(RATE, falling_momentum())
    with pytest.raises(ValueError, match="`momentum` must be left to its schedule"):
        optimizer.momentum = 0.9
