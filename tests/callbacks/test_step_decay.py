import json

import keras
import numpy as np
import pytest

from keras_nntricks.callbacks import StepDecay
from tests.callbacks.used_rates import STEPS, fit, make_model


def test_epochs_halve_the_rate_that_each_step_uses():
    used, logged = fit(make_model(0.5), StepDecay(factor=0.5, every=2), epochs=5)
    expected = 0.5 * 0.5 ** np.floor(np.arange(5) / 2)
    np.testing.assert_allclose(used, np.repeat(expected[:, None], STEPS, 1), rtol=1e-5)
    np.testing.assert_allclose(logged, expected, rtol=1e-6)


def test_steps_change_the_rate_within_an_epoch():
    decay = StepDecay(factor=0.1, every=3, unit="steps")
    used, logged = fit(make_model(0.5), decay, epochs=3)
    expected = 0.5 * 0.1 ** np.floor(np.arange(3 * STEPS) / 3).reshape(3, STEPS)
    np.testing.assert_allclose(used, expected, rtol=2e-3)
    np.testing.assert_allclose(logged, expected[:, -1], rtol=1e-6)


def test_factor_one_keeps_the_rate():
    used, _ = fit(make_model(0.5), StepDecay(factor=1, every=1), epochs=2)
    np.testing.assert_allclose(used, 0.5)


def test_config_survives_json_and_the_registry():
    decay = StepDecay(factor=0.2, every=7, unit="steps", initial_learning_rate=0.3)
    config = json.loads(json.dumps(decay.get_config()))
    assert config == {
        "factor": 0.2,
        "every": 7,
        "unit": "steps",
        "initial_learning_rate": 0.3,
    }
    assert StepDecay.from_config(config).get_config() == config
    saved = keras.saving.serialize_keras_object(decay)
    assert saved["registered_name"] == "keras_nntricks>StepDecay"
    loaded = keras.saving.deserialize_keras_object(saved)
    assert loaded.get_config() == config


def test_numpy_numbers_are_saved_as_plain_ones():
    decay = StepDecay(np.float32(0.5), every=np.int64(3))
    assert json.loads(json.dumps(decay.get_config()))["every"] == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"factor": 0}, r"`factor` must be a number in \(0, 1\]. Received: factor=0"),
        ({"factor": 1.5}, "`factor` must be"),
        ({"factor": float("nan")}, "`factor` must be"),
        ({"factor": True}, "`factor` must be"),
        ({"every": 0}, "`every` must be a positive integer. Received: every=0"),
        ({"every": 2.0}, "`every` must be a positive integer"),
        ({"every": True}, "`every` must be a positive integer"),
        ({"unit": "batches"}, "`unit` must be 'epochs' or 'steps'"),
        ({"initial_learning_rate": 0.0}, "`initial_learning_rate` must be a positive"),
        ({"initial_learning_rate": "0.1"}, "`initial_learning_rate` must be"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        StepDecay(**{"every": 2, **arguments})
