"""What all initializers here share: distributions, dtypes, configuration."""

import functools
import json

import keras
import numpy as np
import pytest

from keras_nntricks.initializers import MSRA, GainScaling, Xavier
from tests.initializers.limits import assert_variance

MAKERS = [MSRA, GainScaling, Xavier]
DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")


@keras.saving.register_keras_serializable(package="tests")
def registered(x):
    return keras.ops.tanh(x)


def through_json(initializer):
    config = json.loads(json.dumps(keras.saving.serialize_keras_object(initializer)))
    return keras.saving.deserialize_keras_object(config)


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
@pytest.mark.parametrize("make", MAKERS)
def test_variance_is_as_declared(make, distribution):
    initializer = make(mode="fan_in", distribution=distribution, seed=3)
    values = keras.ops.convert_to_numpy(initializer((200, 300)))
    assert_variance(values, initializer.gain**2 / 200, distribution)


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_reach_of_each_distribution(distribution):
    values = Xavier("fan_in", distribution, seed=0)((200, 300))
    furthest = np.abs(keras.ops.convert_to_numpy(values)).max() * np.sqrt(200)
    reach = {"truncated_normal": 2 / 0.8796256610342398, "uniform": np.sqrt(3)}
    if distribution in reach:
        assert furthest == pytest.approx(reach[distribution], rel=0.01)
    else:
        assert furthest > 3.5


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_dtypes(dtype):
    values = MSRA(seed=0)((200, 300), dtype=dtype)
    assert keras.backend.standardize_dtype(values.dtype) == dtype
    wide = keras.ops.convert_to_numpy(keras.ops.cast(values, "float32"))
    assert wide.var() == pytest.approx(0.01, rel=0.05)


def test_double_precision_where_the_backend_has_it():
    if keras.backend.backend() == "jax":
        with pytest.warns(UserWarning, match="float64"):
            values = MSRA(seed=0)((20, 30), dtype="float64")
        assert keras.backend.standardize_dtype(values.dtype) == "float32"
    else:
        values = MSRA(seed=0)((20, 30), dtype="float64")
        assert keras.backend.standardize_dtype(values.dtype) == "float64"


def test_default_dtype_is_floatx():
    dtype = keras.backend.standardize_dtype(MSRA()((3, 4)).dtype)
    assert dtype == keras.config.floatx()


def test_integers_are_refused():
    with pytest.raises(ValueError, match="`dtype` must be a floating point type"):
        MSRA()((3, 4), dtype="int32")


CONFIGURED = [
    MSRA(slope=0.25, mode="fan_out", distribution="uniform", seed=3),
    Xavier(gain=2, seed=keras.random.SeedGenerator(5)),
    Xavier(input_axes=(0, 1), output_axes=(2,)),
    GainScaling("gelu", gain_mode="backward", mode="fan_out"),
    GainScaling(None),
    GainScaling(1.5),
    GainScaling(keras.activations.tanh),
    GainScaling(keras.layers.LeakyReLU(0.1)),
    GainScaling(registered),
    GainScaling(functools.partial(keras.activations.elu, alpha=0.5)),
    GainScaling(lambda x: np.maximum(x, 0.1 * x)),
]


@pytest.mark.parametrize("initializer", CONFIGURED, ids=str)
def test_configuration_survives_json(initializer):
    loaded = through_json(initializer)
    assert loaded.get_config() == initializer.get_config()
    assert loaded.gain == pytest.approx(initializer.gain, abs=1e-12)
    assert initializer.clone().get_config() == initializer.get_config()


@pytest.mark.parametrize("make", MAKERS)
def test_strings_and_classes_name_them(make):
    name = f"keras_nntricks>{make.__name__}"
    for identifier in (name, make, {"class_name": name, "config": {}}):
        assert type(keras.initializers.get(identifier)) is make
    assert keras.initializers.deserialize(name) is make
    layer = keras.layers.Dense(3, kernel_initializer=name)
    layer.build((None, 2))
    assert type(layer.kernel_initializer) is make


def test_a_saved_model_keeps_its_weights_and_its_initializer(tmp_path):
    layer = keras.layers.DepthwiseConv2D(3, depthwise_initializer=MSRA(slope=0.5))
    model = keras.Sequential([keras.Input((5, 5, 4)), layer])
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(model.get_weights()[0], loaded.get_weights()[0])
    assert loaded.layers[0].depthwise_initializer.slope == 0.5


BAD = [
    (MSRA, {"mode": "fan"}, "`mode` must be one of"),
    (MSRA, {"distribution": "normal"}, "`distribution` must be one of"),
    (MSRA, {"input_axes": [0]}, "`output_axes` must be given together"),
    (MSRA, {"output_axes": [0]}, "`output_axes` must be given together"),
    (MSRA, {"input_axes": 0, "output_axes": 1}, "`input_axes` must be a list"),
    (MSRA, {"input_axes": (), "output_axes": [1]}, "`input_axes` must be a list"),
    (MSRA, {"input_axes": [0], "output_axes": [True]}, "`output_axes` must be a"),
    (MSRA, {"input_axes": [1, 1], "output_axes": [0]}, "distinct integers"),
    (MSRA, {"slope": float("nan")}, "`slope` must be a finite number"),
    (MSRA, {"slope": "0"}, "`slope` must be a finite number"),
    (Xavier, {"gain": 0.0}, "`gain` must be a positive number"),
    (Xavier, {"gain": True}, "`gain` must be a positive number"),
    (GainScaling, {"activation": "reluu"}, "one of celu"),
    (GainScaling, {"activation": -1.0}, "`activation` must be an activation or a"),
    (GainScaling, {"activation": "softmax"}, "of each number by itself"),
    (GainScaling, {"gain_mode": "both"}, "`gain_mode` must be one of"),
]


@pytest.mark.parametrize(("make", "arguments", "message"), BAD)
def test_arguments_are_checked(make, arguments, message):
    with pytest.raises(ValueError, match=message):
        make(**arguments)
