"""The declared variance, kind by kind, and what it does to a signal."""

import math

import keras
import numpy as np
import pytest

from keras_nntricks.initializers import MSRA, Xavier
from tests.initializers.kinds import KINDS
from tests.initializers.limits import assert_variance

MODES = ("fan_in", "fan_out", "fan_avg")


def by_name(name):
    return next(kind for kind in KINDS if kind.name == name)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_variance_is_that_of_the_true_fans(kind, mode):
    layer = kind.build(Xavier(mode=mode, seed=1))
    average = (kind.fan_in + kind.fan_out) / 2
    fan = {"fan_in": kind.fan_in, "fan_out": kind.fan_out, "fan_avg": average}[mode]
    values = keras.ops.convert_to_numpy(kind.kernel(layer).value)
    assert_variance(values, 1.0 / fan, "uniform")


PRESERVING = (
    "dense",
    "conv2d strided",
    "conv2d grouped",
    "depthwise2d",
    "depthwise2d strided",
    "transposed2d",
    "einsum two summed",
    "einsum copies",
)


@pytest.mark.parametrize("name", PRESERVING)
def test_signal_keeps_its_size(name):
    kind = by_name(name)
    keras.utils.set_random_seed(2)
    layer = kind.build(Xavier(mode="fan_in"))
    x = np.random.default_rng(0).standard_normal((64, *kind.input_shape[1:]))
    y = keras.ops.convert_to_numpy(layer(x.astype("float32")))
    inside = y[:, 3:-3, 3:-3] if name == "transposed2d" else y
    assert np.mean(inside**2) == pytest.approx(1.0, rel=0.1)


def test_signal_keeps_its_size_through_a_strided_transposed_convolution():
    layer = by_name("transposed2d strided").build(Xavier(mode="fan_in", seed=3))
    x = np.random.default_rng(0).standard_normal((32, 6, 6, 80)).astype("float32")
    inside = keras.ops.convert_to_numpy(layer(x))[:, 4:-4, 4:-4]
    assert np.mean(inside**2) == pytest.approx(1.0, rel=0.1)


def deviation(layer):
    return layer.get_weights()[0].std()


def test_where_keras_is_wrong():
    transposed = by_name("transposed2d")
    assert deviation(transposed.build(MSRA(seed=0))) == pytest.approx(0.0295, rel=0.02)
    keras_own = deviation(transposed.build("he_normal"))
    assert keras_own == pytest.approx(0.1178, rel=0.02)
    depthwise = by_name("depthwise2d")
    assert deviation(depthwise.build(MSRA(seed=0))) == pytest.approx(0.4714, rel=0.04)
    keras_own = deviation(depthwise.build("he_normal"))
    assert keras_own == pytest.approx(0.0295, rel=0.04)


@pytest.mark.parametrize("name", ["dense", "conv1d", "conv2d", "conv3d"])
def test_where_keras_is_right_the_variance_is_the_same(name):
    kind = by_name(name)
    ours, theirs = (
        kind.build(i).get_weights()[0].var() for i in (MSRA(seed=0), "he_normal")
    )
    size = kind.kernel(kind.build("zeros")).shape
    assert ours == pytest.approx(theirs, rel=10.0 / math.sqrt(math.prod(size)))
    ours, theirs = (
        kind.build(i).get_weights()[0] for i in (Xavier(seed=0), "glorot_uniform")
    )
    assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=0.01)
