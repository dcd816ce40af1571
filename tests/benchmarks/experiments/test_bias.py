import numpy as np
import pytest

from benchmarks.experiments import e22_bias
from benchmarks.experiments.theory.firing import first_layer_firing

SETTINGS = {"shape": (64,), "width": 32, "depth": 2}


@pytest.mark.parametrize("bias", [0.0, 0.3, -0.5])
def test_the_first_layer_fires_as_often_as_drawn_units(bias):
    generator = np.random.default_rng(0)
    x = generator.random((7, 3, 4)) * np.linspace(0.1, 2, 7)[:, None, None]
    kernels = generator.standard_normal((12, 200_000)) * (2 / 12) ** 0.5
    drawn = np.mean(x.reshape(7, 12) @ kernels + bias > 0)
    assert first_layer_firing(x, bias) == pytest.approx(drawn, abs=2e-3)


def test_the_start_is_that_of_the_networks_own_seed_and_bias():
    first = e22_bias.at_start("digits", 1, 0.0, **SETTINGS)
    other = e22_bias.at_start("digits", 2, 0.0, **SETTINGS)
    lifted = e22_bias.at_start("digits", 1, 9.0, **{**SETTINGS, "depth": 1})
    assert first["firing_error"] != other["firing_error"]
    assert lifted["fires_for_some"] == 1
    assert lifted["fires"] == 1


def test_the_arms_of_a_rate_differ_in_their_bias_alone():
    arms = [e22_bias.EXPERIMENT.arm(e22_bias.name_of(b)) for b in e22_bias.BIASES]
    assert {arm.settings["learning_rate"] for arm in arms} == {e22_bias.GOOD}
    assert [arm.settings["bias"] for arm in arms] == list(e22_bias.BIASES)
