"""What callbacks see of it, and what it refuses."""

import importlib.util

import keras
import numpy as np
import pytest

from keras_nntricks import optimizers

FEATURES = 3


def data():
    random = np.random.default_rng(0)
    x = random.normal(size=(20, FEATURES)).astype("float32")
    return x, np.tanh(x.sum(axis=1, keepdims=True))


def network(*between, loss="mse", head=None, **arguments):
    keras.utils.set_random_seed(2)
    layers = [keras.Input((FEATURES,)), keras.layers.Dense(4, "tanh"), *between]
    model = keras.Sequential([*layers, head or keras.layers.Dense(1)])
    model.compile("sgd", loss, run_eagerly=True, **arguments)
    return model


class Diary(keras.callbacks.Callback):
    """Writes down what it is told and what the model is then."""

    def __init__(self, stop_after=None):
        super().__init__()
        self.told, self.losses, self.stop_after = [], [], stop_after

    def on_train_begin(self, logs=None):
        self.told.append("train begins")

    def on_epoch_begin(self, epoch, logs=None):
        self.told.append(("begin", epoch))

    def on_epoch_end(self, epoch, logs=None):
        self.told.append(("end", epoch))
        self.losses.append(self.model.evaluate(*data(), verbose=0))
        if epoch == self.stop_after:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.told.append("train ends")


def paired(epochs):
    inside = [(what, epoch) for epoch in range(epochs) for what in ("begin", "end")]
    return ["train begins", *inside, "train ends"]


def test_callbacks_see_each_epoch_with_its_weights():
    diary = Diary()
    history = optimizers.fit_lbfgs(network(), *data(), epochs=5, callbacks=[diary])
    assert diary.told == paired(5)
    np.testing.assert_allclose(diary.losses, history.history["loss"], rtol=1e-5)
    assert history.epoch == list(range(5))
    assert "ITERATIONS" in history.message


def test_stop_training_stops_after_the_epoch():
    diary = Diary(stop_after=2)
    history = optimizers.fit_lbfgs(network(), *data(), callbacks=[diary])
    assert diary.told == paired(3)
    assert len(history.history["loss"]) == 3
    assert "stop_training" in history.message


def test_a_start_at_the_minimum_is_one_epoch_that_ends():
    keras.utils.set_random_seed(0)
    dense = keras.layers.Dense(1, kernel_initializer="zeros")
    model = keras.Sequential([keras.Input((FEATURES,)), dense])
    model.compile(loss="mse")
    diary = Diary()
    x, _ = data()
    history = optimizers.fit_lbfgs(model, x, np.zeros(20), callbacks=[diary])
    assert diary.told == paired(1)
    assert history.history["loss"] == [0.0]


def test_early_stopping_puts_the_best_weights_back():
    """Validation with the targets upside down gets worse before long."""
    x, y = data()
    model = network(metrics=["mae"])
    stopping = keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    history = optimizers.fit_lbfgs(
        model, x, y, validation_data=(x, -y), callbacks=[stopping]
    )
    losses = history.history["val_loss"]
    assert len(losses) == losses.index(min(losses)) + 3 < 30
    own = {"loss", "gradient_norm", "evaluations"}
    assert set(history.history) == {*own, "val_loss", "val_mae"}
    assert model.evaluate(x, -y, verbose=0)[0] == pytest.approx(min(losses), rel=1e-5)


def test_lines_are_printed_when_asked_for(capsys):
    optimizers.fit_lbfgs(network(), *data(), epochs=2, verbose=2)
    printed = capsys.readouterr().out
    assert "Epoch 2/2" in printed
    assert "gradient_norm" in printed


class OwnStep(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)

    def train_step(self, *arguments):
        raise NotImplementedError


def own_step():
    model = OwnStep()
    model(data()[0])
    model.compile(loss="mse")
    return model


def frozen():
    model = network()
    model.trainable = False
    return model


def constrained():
    constraint = keras.constraints.NonNeg()
    return network(head=keras.layers.Dense(1, kernel_constraint=constraint))


REFUSED = {
    "dropout": (lambda: network(keras.layers.Dropout(0.5)), "random numbers"),
    "seeded dropout": (
        lambda: network(keras.layers.Dropout(0.5, seed=1)),
        "random numbers",
    ),
    "noise": (lambda: network(keras.layers.GaussianNoise(0.1)), "random numbers"),
    "constraint": (constrained, "constraints"),
    "train_step": (own_step, "train_step"),
    "frozen": (frozen, "trainable weights"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_models_that_it_cannot_fit_are_refused(kind):
    make, reason = REFUSED[kind]
    with pytest.raises(ValueError, match=f"`model` must be .*{reason}"):
        optimizers.fit_lbfgs(make(), *data())


def test_dropout_of_nothing_is_no_dropout():
    model = network(keras.layers.Dropout(0.0))
    assert len(optimizers.fit_lbfgs(model, *data(), epochs=1).epoch) == 1


class Sums(keras.layers.Layer):
    def call(self, x):
        self.add_loss(0.01 * keras.ops.sum(x**2))
        return x


def reduced(reduction):
    return network(loss=keras.losses.MeanSquaredError(reduction=reduction))


NO_MEANS = {
    "a sum": lambda: reduced("sum"),
    "a mean by weights": lambda: reduced("mean_with_sample_weight"),
    "a sum that a layer adds": lambda: network(Sums()),
}


@pytest.mark.parametrize("kind", NO_MEANS)
def test_parts_are_refused_where_the_loss_is_no_mean(kind):
    x, y = data()
    weights = np.ones(20)
    with pytest.raises(ValueError, match="`batch_size` must be None for a loss"):
        optimizers.fit_lbfgs(NO_MEANS[kind](), x, y, weights, batch_size=8)


def with_nan():
    x, y = data()
    x[3] = np.nan
    return {"x": x, "y": y}


def together():
    x, y = data()
    return {"x": x, "y": y, "sample_weight": np.ones(20), "class_weight": {0: 1.0}}


BAD_DATA = {
    "x": with_nan,
    "y": lambda: {"x": data()[0], "y": data()[1][:7]},
    "class_weight": together,
}


@pytest.mark.parametrize("name", BAD_DATA)
def test_data_that_do_not_fit_are_refused(name):
    with pytest.raises(ValueError, match=f"`{name}` must be"):
        optimizers.fit_lbfgs(network(), **BAD_DATA[name]())


def test_without_scipy_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"keras-nntricks\[lbfgs\]"):
        optimizers.fit_lbfgs(network(), *data())
