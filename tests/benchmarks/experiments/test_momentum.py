"""Momentum: closed forms against naive loops, the ramp, errors of a history."""

import keras
import numpy as np
import pytest

from benchmarks.experiments import e14_momentum, e14_quadratic
from benchmarks.experiments.theory import momentum as theory
from benchmarks.networks import sparse_autoencoder
from benchmarks.networks.momentum_ramp import MomentumRamp
from keras_nntricks import sweeps
from keras_nntricks.optimizers import SGD

MOMENTUM = 0.8
CURVATURE = np.array([0.05, 0.7, 1.3])


def by_hand(nesterov, steps):
    """Equations 1 to 4 of the paper on curvature / 2 * x^2."""
    x, v = np.ones(3), np.zeros(3)
    for _ in range(steps):
        where = x + MOMENTUM * v if nesterov else x
        v = MOMENTUM * v - CURVATURE * where
        x = x + v
    return x, v


@pytest.mark.parametrize("steps", [1, 2, 25])
def test_closed_forms_equal_the_steps_one_by_one(steps):
    for nesterov, closed in ((False, theory.classical), (True, theory.nesterov)):
        found = closed(np.ones(3), CURVATURE, MOMENTUM, steps)
        np.testing.assert_allclose(found, by_hand(nesterov, steps), rtol=1e-10)


def test_the_quadratic_measures_both_methods():
    settings = {"directions": 4, "steps": 6, "momentum": 0.9, "rate": 0.5}
    found = e14_quadratic.compare(settings, 0)
    assert found["classical_deviation"] < 1e-5
    assert found["nesterov_deviation"] < 1e-5
    assert found["gap"] > 0.1


def momenta(ramp, steps):
    """The values of a ramp that an optimizer has."""
    return [float(keras.ops.convert_to_numpy(ramp(step))) for step in steps]


def made(*numbers, **named):
    ramp = MomentumRamp(*numbers, **named)
    return ramp.given_to(SGD(momentum=ramp)).momentum


@pytest.mark.parametrize("maximum", [0.0, 0.9, 0.999])
def test_the_ramp_is_the_papers(maximum):
    steps = np.array([0, 249, 250, 1000, 12_249, 12_250, 124_749, 124_750])
    expected = np.minimum(1 - 2 ** (-1 - np.log2(steps // 250 + 1)), maximum)
    found = momenta(made(maximum, 250, 10**6), steps)
    assert found == pytest.approx(expected, abs=1e-6)


def test_the_ramp_ends_low():
    ramp = made(0.99, 2, lowered_at=2700)
    assert momenta(ramp, (0, 4, 2699, 2700)) == pytest.approx([0.5, 5 / 6, 0.99, 0.9])
    assert momenta(made(0.3, 2, 0), [9]) == pytest.approx([0.3])


def test_a_training_reaches_each_momentum_whatever_its_length():
    for steps in (400, 1200):
        model = sparse_autoencoder.build(0.995, lowered=0.1, steps=steps, units=[20])
        asked = [round(share * steps) for share in (0.02, 0.49, 0.5, 0.9)]
        found = momenta(model.optimizer.momentum, asked)
        assert found == pytest.approx([0.9, 1 - 0.5 / 99, 0.995, 0.9])


def test_the_autoencoder_is_sparse_symmetric_and_scaled():
    keras.utils.set_random_seed(0)
    model = sparse_autoencoder.build(scale=4.0, units=[20, 4])
    kernels = model.get_weights()[::2]
    sizes = [kernel.shape for kernel in kernels]
    assert sizes == [(64, 20), (20, 4), (4, 20), (20, 64)]
    assert np.all(np.count_nonzero(kernels[0], axis=0) == 15)
    assert np.std(kernels[0][kernels[0] != 0]) == pytest.approx(4.0, rel=0.1)


def test_errors_are_summed_over_pixels_and_compared_with_those_before_the_end():
    history = {"loss": [4.0, 3.0, 2.0, 1.5, 1.0]}
    found = e14_momentum.errors_of(history, 10, {"steps": 50, "lowered": 0.4})
    assert found["error"] == [40.0, 30.0, 20.0, 15.0, 10.0]
    assert found["final_error"] == 10.0
    assert found["fall_at_end"] == 2.0


def test_a_diverged_training_has_no_final_error():
    history = {"loss": [4.0, None, None]}
    found = e14_momentum.errors_of(history, 10, {"steps": 30, "lowered": 0.0})
    assert (found["final_error"], found["fall_at_end"]) == (None, None)


def test_trainings_of_one_program_have_momenta_of_their_own():
    x = np.random.default_rng(0).random((40, 64), dtype="float32")
    settings = {"units": [20], "steps": 8, "seed": 0, "learning_rate": 5.0}
    runs = [{"momentum": m, "lowered": 0.5, **settings} for m in (0.0, 0.5, 0.99)]
    arguments = {"batch_size": 10, "epochs": 2}
    build = sparse_autoencoder.build
    together = sweeps.fit_many(build, x, x, runs, **arguments)
    last = sweeps.fit_many(build, x, x, runs[2:], mapping="fit", **arguments)
    ends = [row["history"]["loss"][-1] for row in together.rows]
    assert len({round(end, 5) for end in ends}) == 3
    assert ends[2] == pytest.approx(last.rows[0]["history"]["loss"][-1], rel=1e-4)
