"""Every optimizer of Keras trains in a stacked program as in `fit`."""

import inspect

import keras
import pytest

from keras_nntricks import sweeps
from tests.sweeps.problems import assert_equals_fit, data, dense

X, Y = data(16)
RUNS = sweeps.grid(seed=[1, 2])
SETTINGS = {"batch_size": 8, "epochs": 2}
NOT_ALONE = {"Optimizer", "LossScaleOptimizer", "MultiOptimizer", "OptimizerMap"}
NAMES = sorted(
    name
    for name, value in vars(keras.optimizers).items()
    if inspect.isclass(value) and name not in NOT_ALONE
)


def check(build):
    result = sweeps.fit_many(build, X, Y, RUNS, **SETTINGS)
    assert_equals_fit(result, build, RUNS, X, Y, eager=True, **SETTINGS)


@pytest.mark.parametrize("name", NAMES)
def test_optimizer_equals_fit(name):
    check(lambda: dense(getattr(keras.optimizers, name)()))


@pytest.mark.parametrize(
    "make",
    [
        lambda: keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(0.01)),
        lambda: keras.optimizers.SGD(0.1, gradient_accumulation_steps=2),
        lambda: keras.optimizers.SGD(
            keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)
        ),
    ],
    ids=["loss scaling", "gradient accumulation", "schedule"],
)
def test_special_optimizer_equals_fit(make):
    check(lambda: dense(make()))


def averaged(ema_momentum):
    optimizer = keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=ema_momentum)
    return dense(optimizer)


def test_averaged_weights_are_the_final_ones():
    runs = sweeps.grid(seed=[1], ema_momentum=[0.5, 0.9])
    # A `fit` puts the averages in place at its end: one epoch, one `fit`.
    settings = {"batch_size": 8, "epochs": 1}
    result = sweeps.fit_many(averaged, X, Y, runs, **settings)
    assert_equals_fit(result, averaged, runs, X, Y, eager=True, **settings)
