"""TrainingConstants: a fixed model, trained with the constants that were drawn."""

import keras
import keras_tuner
import numpy as np
import pytest

from keras_nntricks import search
from tests.search.corners import corners, ends_of_names, space_of, train_a_step

X = np.random.default_rng(0).normal(size=(16, 4)).astype("float32")
Y = X[:, :3]


SCHEDULED = keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, 10))
FROM_COMPILED = ({"learning_rate": None, "decay": {}}, 16, 2)


def distance(y_true, y_pred):
    return keras.ops.mean(keras.ops.abs(y_true - y_pred))


def nothing(y_true, y_pred):
    return 0.0 * keras.ops.sum(y_pred)


def _model(optimizer=None, loss="mse", metrics=("mae",)):
    layers = [keras.layers.Input((4,)), keras.layers.Dense(3)]
    model = keras.Sequential(layers)
    model.compile(optimizer or keras.optimizers.SGD(0.5), loss, metrics=list(metrics))
    return model


def _build(hypermodel, **values):
    hp = keras_tuner.HyperParameters()
    hp.values.update(values)
    return hypermodel.build(hp)


def _config(model):
    return model.optimizer.get_config()


def test_the_space_is_the_documented_one():
    hypermodel = search.TrainingConstants(_model())
    assert ends_of_names(space_of(hypermodel.build)) == {
        "learning_rate": (1e-6, 10.0),
        "weight_decay": (1e-6, 1.0),
        "momentum": (0.5, 0.9, 0.95, 0.99),
    }


def test_each_corner_trains():
    space = {"batch_size": {}, "decay": {}}
    hypermodel = search.TrainingConstants(_model(), space, examples=16, epochs=2)
    for values in corners(space_of(hypermodel.build)):
        train_a_step(hypermodel, values, X, Y)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (keras.optimizers.SGD, "momentum"),
        (keras.optimizers.RMSprop, "momentum"),
        (keras.optimizers.Adam, "beta_1"),
        (keras.optimizers.Nadam, "beta_1"),
    ],
)
def test_the_constants_reach_the_optimizer(make, name):
    model = _model(make(0.5, clipnorm=2.0))
    drawn = {"learning_rate": 0.25, "weight_decay": 0.125, "momentum": 0.95}
    built = _build(search.TrainingConstants(model), **drawn)
    config = _config(built)
    assert isinstance(built.optimizer, make)
    assert config["learning_rate"] == 0.25
    assert config["weight_decay"] == 0.125
    assert config[name] == 0.95
    assert config["clipnorm"] == 2.0
    assert _config(model)["learning_rate"] == 0.5


def test_what_is_left_out_stays_as_compiled():
    model = _model(keras.optimizers.SGD(0.5, momentum=0.25))
    left_out = dict.fromkeys(["learning_rate", "weight_decay", "momentum"])
    config = _config(_build(search.TrainingConstants(model, left_out)))
    kept = (config["learning_rate"], config["momentum"], config["weight_decay"])
    assert kept == (0.5, 0.25, None)


def test_weights_are_kept_unless_new_ones_are_wanted():
    model = _model()
    kept = _build(search.TrainingConstants(model))
    np.testing.assert_array_equal(kept.get_weights()[0], model.get_weights()[0])
    new = _build(search.TrainingConstants(model, keep_weights=False))
    assert not np.allclose(new.get_weights()[0], model.get_weights()[0])


def test_a_function_makes_the_model_of_each_trial():
    made = []

    def make():
        made.append(_model(loss=distance))
        return made[-1]

    built = _build(search.TrainingConstants(make), learning_rate=0.125)
    assert built is made[0]
    assert built.loss is distance
    assert _config(built)["learning_rate"] == 0.125


def test_loss_and_metrics_are_those_of_the_model():
    built = _build(search.TrainingConstants(_model(loss=distance)))
    logs = built.evaluate(X, Y, verbose=0, return_dict=True)
    expected = np.mean(np.abs(Y - built.predict(X, verbose=0)))
    assert logs["loss"] == pytest.approx(expected, rel=1e-5)
    assert logs["mae"] == pytest.approx(expected, rel=1e-5)


class Doubling(keras.layers.Layer):
    def call(self, inputs):
        return 2.0 * inputs


class Largest(keras.metrics.Mean):
    def update_state(self, y_true, y_pred, sample_weight=None):
        super().update_state(keras.ops.max(y_pred))


class Slow(keras.optimizers.SGD):
    pass


class Distance(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return distance(y_true, y_pred)


def _unimportable(kind):
    """As if it was defined in a notebook: nothing imports it by its name."""
    kind.__module__ = "no.such.module"
    return kind


def test_own_objects_need_not_be_registered():
    for kind in (Doubling, Largest, Slow, Distance):
        _unimportable(kind)
    layers = [keras.layers.Input((4,)), Doubling(), keras.layers.Dense(3)]
    model = keras.Sequential(layers)
    metrics = {"metrics": [distance, Largest()], "weighted_metrics": [nothing]}
    model.compile(Slow(0.5), Distance(), run_eagerly=True, **metrics)
    built = _build(search.TrainingConstants(model), learning_rate=0.25)
    assert built is not model
    assert type(built.optimizer) is Slow
    logs = built.evaluate(X, Y, batch_size=16, verbose=0, return_dict=True)
    kernel, bias = built.get_weights()
    outputs = 2.0 * X @ kernel + bias
    expected = {"mean": outputs.max(), "nothing": 0.0}
    expected["distance"] = expected["loss"] = np.abs(Y - outputs).mean()
    assert logs == pytest.approx(expected, rel=1e-5)


def test_biases_do_not_decay():
    model = _model(loss=nothing)
    model.set_weights([np.ones((4, 3)), np.ones(3)])
    drawn = {"learning_rate": 0.5, "weight_decay": 0.5}
    built = _build(search.TrainingConstants(model), **drawn)
    built.run_eagerly, built.jit_compile = True, False
    built.fit(X, Y, batch_size=16, verbose=0)
    kernel, bias = built.get_weights()
    np.testing.assert_allclose(kernel, 0.75)  # 1 - rate x strength
    np.testing.assert_allclose(bias, 1.0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: search.TrainingConstants(3), "`model` must be a compiled keras.Model"),
        (
            lambda: search.TrainingConstants(keras.Sequential()),
            "`model` must be a compiled keras.Model",
        ),
        (
            lambda: search.TrainingConstants(_model(), keep_weights=1),
            "`keep_weights` must be a bool",
        ),
        (
            lambda: search.TrainingConstants(_model(), {"dropout": {}}),
            "`space` must be None or a dict with keys",
        ),
        (
            lambda: _build(
                search.TrainingConstants(_model(keras.optimizers.Adagrad()))
            ),
            "must be None where the optimizer has no momentum",
        ),
        (
            lambda: search.TrainingConstants(_model(SCHEDULED), *FROM_COMPILED),
            r"`space\['decay'\]` must be None where the optimizer has a schedule",
        ),
        (
            lambda: _build(
                search.TrainingConstants(lambda: _model(SCHEDULED), *FROM_COMPILED)
            ),
            r"`space\['decay'\]` must be None where the optimizer has a schedule",
        ),
        (
            lambda: _build(search.TrainingConstants(lambda: None)),
            "`model` must be a compiled keras.Model",
        ),
    ],
)
def test_bad_arguments_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
