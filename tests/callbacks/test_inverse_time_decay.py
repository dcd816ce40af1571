import json

import numpy as np
import pytest

from keras_nntricks.callbacks import InverseTimeDecay
from tests.callbacks.used_rates import STEPS, fit, make_model


def test_epochs_decay_the_rate_that_each_step_uses():
    used, logged = fit(make_model(0.5), InverseTimeDecay(rate=0.3), epochs=4)
    expected = 0.5 / (1 + 0.3 * np.arange(4))
    np.testing.assert_allclose(used, np.repeat(expected[:, None], STEPS, 1), rtol=1e-5)
    np.testing.assert_allclose(logged, expected, rtol=1e-6)


def test_steps_decay_the_rate_of_every_step():
    decay = InverseTimeDecay(rate=0.2, unit="steps")
    used, logged = fit(make_model(0.5), decay, epochs=3)
    expected = 0.5 / (1 + 0.2 * np.arange(3 * STEPS).reshape(3, STEPS))
    np.testing.assert_allclose(used, expected, rtol=1e-5)
    np.testing.assert_allclose(logged, expected[:, -1], rtol=1e-6)


def test_the_rate_is_halved_after_one_over_k():
    assert InverseTimeDecay(rate=0.01).learning_rate_at(100, 0.1) == 0.05


def test_config_survives_json():
    config = json.loads(json.dumps(InverseTimeDecay(0.1, "steps").get_config()))
    assert config == {"rate": 0.1, "unit": "steps", "initial_learning_rate": None}
    assert InverseTimeDecay.from_config(config).get_config() == config


@pytest.mark.parametrize("rate", [-0.1, float("inf"), True, "0.1", None])
def test_a_bad_rate_is_refused(rate):
    with pytest.raises(ValueError, match="`rate` must be a finite number >= 0"):
        InverseTimeDecay(rate)
