"""What shares a program, what does not, and that both are right (JAX alone stacks)."""

import random

import keras
import numpy as np
import pytest

from keras_nntricks import sweeps
from keras_nntricks.sweeps import _fit_stacked, _group
from keras_nntricks.sweeps._lifting import numbers_of
from keras_nntricks.sweeps._structure import structure
from keras_nntricks.sweeps._task import make_task
from tests.sweeps.problems import CLASSES, assert_equals_fit, data, dense, sgd

X, Y = data(16)
SETTINGS = {"batch_size": 8, "epochs": 2}


def described(build, **settings):
    keras.utils.set_random_seed(0)
    model = build(**settings)
    model.optimizer.build(model.trainable_variables)
    return structure(model, settings, numbers_of(model.optimizer))


def adam(**kwargs):
    return dense(keras.optimizers.Adam(0.01, **kwargs))


def adamw(weight_decay):
    return dense(keras.optimizers.AdamW(0.01, weight_decay=weight_decay))


def rmsprop(**kwargs):
    return dense(keras.optimizers.RMSprop(0.01, **kwargs))


LIFTED = [
    (sgd, {"momentum": [0.5, 0.9]}),
    (sgd, {"momentum": [0.5, 0.9], "nesterov": [True]}),
    (adam, {"beta_1": [0.8, 0.9]}),
    (adam, {"epsilon": [1e-3, 1e-1]}),
    (adamw, {"weight_decay": [0.1, 0.5]}),
    (rmsprop, {"momentum": [0.3, 0.6]}),
    (sgd, {"clipnorm": [0.05, 0.2]}),
    (sgd, {"global_clipnorm": [0.05, 0.2]}),
]


@pytest.mark.parametrize(("build", "axes"), LIFTED)
def test_numbers_of_the_optimizer_share_a_program(build, axes, monkeypatch):
    monkeypatch.delattr(_group.Group, "apart")
    first, second = sweeps.grid(**axes)
    assert described(build, **first) == described(build, **second)
    runs = sweeps.grid(seed=[1], **axes)
    result = sweeps.fit_many(build, X, Y, runs, **SETTINGS)
    assert_equals_fit(result, build, runs, X, Y, eager=True, **SETTINGS)
    assert not np.allclose(result.weights(0)[0], result.weights(1)[0])


@pytest.mark.parametrize(
    ("build", "axes"),
    [
        (sgd, {"momentum": [0.0, 0.9]}),
        (sgd, {"nesterov": [False, True], "momentum": [0.9]}),
        (adam, {"amsgrad": [False, True]}),
        (adam, {"clipnorm": [None, 1.0]}),
    ],
)
def test_other_kinds_of_optimizer_do_not_share_a_program(build, axes):
    first, second = sweeps.grid(**axes)
    assert described(build, **first) != described(build, **second)
    runs = sweeps.grid(seed=[1], **axes)
    result = sweeps.fit_many(build, X, Y, runs, **SETTINGS)
    assert_equals_fit(result, build, runs, X, Y, eager=True, **SETTINGS)


def layered(rate=0.1, name="a", policy="float32", l2=0.0, activation="tanh", seed=1):
    hidden = keras.layers.Dense(
        4,
        activation,
        name=name,
        dtype=policy,
        kernel_initializer=keras.initializers.HeNormal(seed),
        kernel_regularizer=keras.regularizers.L2(l2),
    )
    layers = [keras.layers.Input((4,)), hidden, keras.layers.Dropout(rate, seed=seed)]
    model = keras.Sequential([*layers, keras.layers.Dense(CLASSES)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss)
    return model


@pytest.mark.parametrize("other", [{"name": "b"}, {"seed": 2}])
def test_names_and_seeds_share_a_program(other):
    assert described(layered) == described(layered, **other)


@pytest.mark.parametrize(
    "other",
    [
        {"rate": 0.2},
        {"policy": "mixed_bfloat16"},
        {"l2": 0.1},
        {"activation": "relu"},
        {"activation": "relu", "name": "relu"},
    ],
)
def test_other_layers_do_not_share_a_program(other):
    assert described(layered) != described(layered, **other)


def test_layer_named_like_its_activation():
    first = described(layered, activation="tanh", name="tanh")
    assert first != described(layered, activation="relu", name="relu")


class Scaled(keras.layers.Layer):
    """Hides a number from its configuration."""

    def __init__(self, hidden, **kwargs):
        super().__init__(**kwargs)
        self._hidden = hidden

    def call(self, inputs):
        return inputs * self._hidden

    def get_config(self):
        return super().get_config()


def with_hidden_layer(scale):
    model = keras.Sequential(
        [keras.layers.Input((4,)), Scaled(scale), keras.layers.Dense(CLASSES)]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss)
    return model


def with_hidden_loss(scale):
    error = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(CLASSES)])
    model.compile("sgd", lambda y, p: scale * error(y, p))
    return model


@pytest.mark.parametrize("build", [with_hidden_layer, with_hidden_loss])
def test_what_a_configuration_hides_is_not_shared(build):
    assert described(build, scale=1.0) != described(build, scale=2.0)
    runs = sweeps.grid(seed=[1, 2], scale=[1.0, 2.0])
    result = sweeps.fit_many(build, X, Y, runs, **SETTINGS)
    assert_equals_fit(result, build, runs, X, Y, eager=True, **SETTINGS)


class Stubborn(keras.optimizers.SGD):
    """Asks of its momentum what only a float can answer."""

    def update_step(self, gradient, variable, learning_rate):
        factor = 2.0 if self.momentum > 0.7 else 1.0
        super().update_step(gradient * factor, variable, learning_rate)


def stubborn(momentum):
    return dense(Stubborn(0.1, momentum=momentum))


@pytest.mark.parametrize(
    ("build", "axes"),
    [
        (stubborn, {"seed": [1, 2], "momentum": [0.5, 0.9]}),
        (sgd, {"seed": [1], "clipvalue": [0.01, 0.1]}),
    ],
)
def test_number_that_cannot_be_lifted_is_right_all_the_same(build, axes):
    runs = sweeps.grid(**axes)
    result = sweeps.fit_many(build, X, Y, runs, **SETTINGS)
    assert_equals_fit(result, build, runs, X, Y, eager=True, **SETTINGS)


def ftrl(initial_accumulator_value):
    value = initial_accumulator_value
    return dense(keras.optimizers.Ftrl(0.1, initial_accumulator_value=value))


def test_number_that_only_starts_the_optimizer_is_right_all_the_same():
    runs = sweeps.grid(seed=[1], initial_accumulator_value=[0.1, 0.5])
    result = sweeps.fit_many(ftrl, X, Y, runs, **SETTINGS)
    assert_equals_fit(result, ftrl, runs, X, Y, eager=True, **SETTINGS)


def num_groups(**axes):
    task, groups = make_task(sgd, X, Y, None, 8, 1, True), {}
    for i, run in enumerate(sweeps.grid(**axes)):
        _fit_stacked._add(groups, task, i, run)
    return len(groups)


def test_only_a_sign_and_a_kind_divide_the_runs():
    axes = {"seed": range(2), "learning_rate": [0.1, 0.2]}
    assert num_groups(momentum=[0.5, 0.9], **axes) == 1
    assert num_groups(momentum=[0.0, 0.9], **axes) == 2


def fickle(learning_rate):
    """Has a structure that depends on the seed."""
    return sgd(learning_rate, width=random.choice([3, 5]))


def test_structure_that_depends_on_the_seed():
    runs = sweeps.grid(seed=range(4), learning_rate=[0.1])
    result = sweeps.fit_many(fickle, X, Y, runs, **SETTINGS)
    widths = {result.weights(i)[0].shape[1] for i in range(4)}
    assert widths == {3, 5}
    assert_equals_fit(result, fickle, runs, X, Y, eager=True, **SETTINGS)


class OwnStep(keras.Sequential):
    """Logs what it likes, without a metric behind it."""

    def train_step(self, state, data):
        logs, state = super().train_step(state, data)
        return {"twice": 2 * logs["loss"], "step": state[2][0]}, state


def own_step():
    model = OwnStep([keras.layers.Input((4,)), keras.layers.Dense(CLASSES)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss)
    return model


@pytest.mark.parametrize("batch_size", [8, 6])
def test_train_step_of_ones_own_logs_its_last_step(batch_size):
    runs, settings = sweeps.grid(seed=[1]), {"batch_size": batch_size, "epochs": 2}
    result = sweeps.fit_many(own_step, X, Y, runs, **settings)
    assert set(result.rows[0]["history"]) == {"twice", "step"}
    assert_equals_fit(result, own_step, runs, X, Y, eager=True, **settings)
