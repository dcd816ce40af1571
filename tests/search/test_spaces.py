"""The builders of a space: ranges, defaults, names, and what they return."""

import keras
import keras_tuner
import numpy as np
import pytest

from keras_nntricks import layers, search
from tests.search.corners import space_of


def _drawn(build, **values):
    hp = keras_tuner.HyperParameters()
    hp.values.update(values)
    return build(hp)


def _single(build):
    return next(iter(space_of(build).values()))


@pytest.mark.parametrize(
    ("build", "low", "high", "default"),
    [
        (search.learning_rate, 1e-6, 10.0, 10**-2.5),
        (search.weight_decay, 1e-6, 1.0, 1e-3),
        (lambda hp: search.log_uniform(hp, "x", 2.0, 8.0), 2.0, 8.0, 4.0),
        (lambda hp: search.log_uniform(hp, "x", 2.0, 8.0, 3.0), 2.0, 8.0, 3.0),
    ],
)
def test_each_order_of_magnitude_is_as_likely(build, low, high, default):
    single = _single(build)
    assert single.default == pytest.approx(default)
    for part in (0.0, 0.3, 1.0):
        expected = 10 ** (np.log10(low) + part * np.log10(high / low))
        assert single.prob_to_value(part) == pytest.approx(expected)


def test_dropout_is_uniform():
    single = _single(search.dropout)
    values = [single.prob_to_value(part) for part in (0.0, 0.5, 1.0)]
    assert values == pytest.approx([0.0, 0.4, 0.8])


def test_batch_sizes_double():
    single = _single(lambda hp: search.batch_size(hp, 24, 192))
    assert list(single.values) == [24, 48, 96, 192]
    assert single.default == 48


def test_widths_are_log_uniform():
    single = _single(lambda hp: search.width(hp, 10, 1000))
    assert single.default == 100
    assert single.prob_to_value(0.5) in (100, 101)


@pytest.mark.parametrize(
    ("builder", "arguments"),
    [
        (search.learning_rate, ()),
        (search.weight_decay, ()),
        (search.momentum, ()),
        (search.dropout, ()),
        (search.batch_size, ()),
        (search.width, ()),
        (search.depth, ()),
        (search.activation, ()),
        (search.normalization, ()),
        (search.initializer, ("relu",)),
        (search.decay, (0.1, 100)),
        (search.optimizer, (0.1,)),
    ],
)
def test_names_can_be_prefixed(builder, arguments):
    names = space_of(lambda hp: builder(hp, *arguments, name="critic/it"))
    assert all(name.startswith("critic/it") for name in names)


SCHEDULES = {
    "step": lambda t: 0.8 * 0.1 ** np.floor(t / 34),  # 34 = ceil(100 / 3)
    "exponential": lambda t: 0.8 * np.exp(np.log(0.05) * t / 100),
    "inverse_time": lambda t: 0.8 / (1 + t * (1 / 0.05 - 1) / 100),
    "cosine": lambda t: 0.8 * (1 + np.cos(np.pi * t / 100)) / 2,
}


@pytest.mark.parametrize("kind", SCHEDULES)
def test_decay_follows_its_formula(kind):
    constants = {"decay/factor": 0.1, "decay/drops": 2, "decay/final": 0.05}
    values = {"decay": kind, **constants}
    schedule = _drawn(lambda hp: search.decay(hp, 0.8, 100), **values)
    steps = np.array([0, 33, 34, 70, 100])
    rates = [float(schedule(int(step))) for step in steps]
    np.testing.assert_allclose(rates, SCHEDULES[kind](steps), rtol=1e-4, atol=1e-6)


def test_a_constant_rate_stays_a_number():
    assert _drawn(lambda hp: search.decay(hp, 0.8, 100), decay="constant") == 0.8


def test_constants_belong_to_the_kinds_that_have_them():
    space = space_of(lambda hp: search.decay(hp, 0.8, 100))
    conditions = {name: [c.values for c in s.conditions] for name, s in space.items()}
    assert conditions == {
        "decay": [],
        "decay/factor": [["step"]],
        "decay/drops": [["step"]],
        "decay/final": [["exponential", "inverse_time"]],
    }


@pytest.mark.parametrize(
    ("kind", "make", "nesterov"),
    [
        ("sgd", keras.optimizers.SGD, False),
        ("nesterov", keras.optimizers.SGD, True),
        ("rmsprop", keras.optimizers.RMSprop, None),
        ("adam", keras.optimizers.Adam, None),
    ],
)
def test_optimizers(kind, make, nesterov):
    kinds = ["sgd", "nesterov", "rmsprop", "adam"]
    values = {"optimizer": kind, "optimizer/momentum": 0.95}
    made = _drawn(lambda hp: search.optimizer(hp, 0.25, 0.5, kinds), **values)
    assert isinstance(made, make)
    config = made.get_config()
    assert (config["learning_rate"], config["weight_decay"]) == (0.25, 0.5)
    if nesterov is not None:
        assert (config["nesterov"], config["momentum"]) == (nesterov, 0.95)


@pytest.mark.parametrize(
    ("activation", "gain"),
    [
        ("relu", 2**0.5),
        (None, 1.0),
        (layers.Maxout(2), 1.0),  # E max(z1, z2)^2 = 1
        (layers.CReLU(), 2**0.5),
    ],
)
def test_weights_have_the_gain_of_the_activation(activation, gain):
    values = {"initializer/scale": 0.5}
    made = _drawn(
        lambda hp: search.initializer(hp, activation, scale=(0.1, 1.0)), **values
    )
    kernel = keras.ops.convert_to_numpy(made((300, 400)))
    assert kernel.std() == pytest.approx(0.5 * gain / 300**0.5, rel=0.02)


def test_orthogonal_weights_have_it_too():
    made = _drawn(lambda hp: search.initializer(hp, "relu", ["orthogonal"]))
    kernel = keras.ops.convert_to_numpy(made((8, 8)))
    np.testing.assert_allclose(kernel @ kernel.T, 2 * np.eye(8), atol=1e-5)


def test_each_place_has_a_layer_of_its_own():
    hp = keras_tuner.HyperParameters()
    for builder, values in (
        (search.activation, ["prelu"]),
        (search.normalization, ["batch_norm"]),
    ):
        assert builder(hp, values) is not builder(hp, values)
    assert len(hp.space) == 2


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda hp: search.log_uniform(hp, "x", 0.0, 1.0), "`low` must be a positive"),
        (
            lambda hp: search.learning_rate(hp, 1.0, 0.1),
            "`high` must be a number",
        ),
        (
            lambda hp: search.learning_rate(hp, default=11.0),
            "`default` must be None",
        ),
        (lambda hp: search.momentum(hp, [1.0]), "`values` must be a list of numbers"),
        (lambda hp: search.dropout(hp, high=1.0), "`high` must be in"),
        (
            lambda hp: search.batch_size(hp, 16, 48),
            "`high` must be low=16 times",
        ),
        (lambda hp: search.width(hp, 0), "`low` must be an integer >= 1"),
        (lambda hp: search.depth(hp, 2, 1), "`high` must be an integer >= low=2"),
        (lambda hp: search.activation(hp, ["rely"]), "`values` must be a list of diff"),
        (lambda hp: search.activation(hp, []), "`values` must be a list of different"),
        (lambda hp: search.initializer(hp, None, scale=2.0), "`scale` must be None or"),
        (lambda hp: search.decay(hp, 0.1, 0), "`steps` must be a positive integer"),
        (lambda hp: search.decay(hp, 0.1, 9, ["linear"]), "`kinds` must be a list"),
        (lambda hp: search.optimizer(hp, 0.1, kinds=["adam"] * 2), "`kinds` must be a"),
    ],
)
def test_bad_arguments_are_refused(build, message):
    with pytest.raises(ValueError, match=message):
        build(keras_tuner.HyperParameters())
