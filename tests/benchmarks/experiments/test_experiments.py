"""Every experiment loads, measures what it declares and can be drawn."""

import dataclasses
import importlib

import matplotlib.pyplot as plt
import numpy as np
import pytest

from benchmarks.engine.plan import final_cells
from benchmarks.engine.registry import Registry
from benchmarks.experiments import e04_he_against_xavier, e06_random_walk
from keras_nntricks.reports import figure_style, themed_svg

NAMES = tuple(Registry().module_names())
SMALL = {
    "e02_babysitting": {"tiny_epochs": 3},
    "e03_glorot_initialization": {"width": 16},
    "e04_he_against_xavier": {"depth": 6},
    "e05_deep_linear": {"width": 10, "most_steps": 60},
    "e06_random_walk": {"networks": 2},
    "e07_lsuv": {"depth": 3, "width": 4},
    "e07_unit_variance": {"depth": 3, "width": 8},
    "e09_elu": {"depth": 2, "width": 4},
    "e10_selu": {"hidden_layers": 2},
    "e11_maxout": {"width": 8, "depth": 1, "epochs": 1},
    "e12_born_dead": {"networks": 50},
    "e13_dead_units": {"depth": 1, "width": 4},
    "e14_momentum": {"epochs": 1, "units": [20]},
    "e14_quadratic": {"directions": 3},
    "e15_adam": {"units": 8},
    "e16_wilson": {"steps": 100},
    "e17_learning_rate_decay": {"depth": 1, "width": 4, "dropout": 0.0},
    "e18_search_networks": {"epochs": 1, "units": 4, "train": 60, "validation": 60},
    "e18_search_simulation": {"targets": 4},
    "e21_defaults": {"batch_size": 64},
    "e22_bias": {"depth": 2, "width": 4},
    "e23_inputs": {"depth": 1, "width": 4},
    "e24_dropout": {"epochs": 2, "width": 8},
    "e25_full_batch": {"passes": 3, "units": 4, "examples": 200},
    "e27_transfer": {"steps": 4, "source_epochs": 1, "width": 8},
    "e28_ensembles": {"epochs": 3, "width": 8},
}
SEEDS = 2


def load(name):
    return importlib.import_module(f"benchmarks.experiments.{name}").EXPERIMENT


def small_cells(experiment):
    """The cells of the smoke scale, made smaller still."""
    small = SMALL.get(experiment.name, {})
    for cell in final_cells(experiment, "smoke", SEEDS, []):
        yield dataclasses.replace(cell, settings={**cell.settings, **small})


@pytest.fixture(scope="module", params=NAMES)
def measured(request):
    experiment = load(request.param)
    with np.errstate(all="ignore"):
        outcomes = list(experiment.measure(list(small_cells(experiment))))
    return experiment, outcomes


def rows_of(outcomes):
    """Rows as the store has them: a number that is not finite is None."""
    return [
        {
            "arm": outcome.cell.arm,
            "seed": outcome.cell.seed,
            "phase": outcome.cell.phase,
            "status": outcome.status,
            "metrics": outcome.metrics,
        }
        for outcome in outcomes
    ]


def test_each_cell_has_an_outcome(measured):
    experiment, outcomes = measured
    assert [outcome.reason for outcome in outcomes if outcome.status == "error"] == []
    assert len(outcomes) == SEEDS * len(experiment.arms_at("smoke"))


def test_all_declared_metrics_are_measured_and_no_other(measured):
    experiment, outcomes = measured
    for outcome in outcomes:
        assert set(outcome.metrics) == set(experiment.metrics)


def test_the_same_cell_measures_the_same_again(measured):
    experiment, outcomes = measured
    with np.errstate(all="ignore"):
        again = list(experiment.measure([outcomes[0].cell]))
    for name, value in outcomes[0].metrics.items():
        wanted, found = (np.array(v, object) for v in (value, again[0].metrics[name]))
        known = ~np.equal(wanted, None)
        assert np.array_equal(known, ~np.equal(found, None))
        pair = (side[known].astype("float64") for side in (wanted, found))
        np.testing.assert_allclose(*pair, rtol=1e-3, atol=1e-5)


def test_the_figure_is_drawn(measured):
    experiment, outcomes = measured
    module, function = experiment.figure.split(":")
    with figure_style():
        draw = getattr(importlib.import_module(module), function)
        svg = themed_svg(draw(rows_of(outcomes), {}), experiment.title)
    assert svg.startswith("<svg")
    assert plt.get_fignums() == []


@pytest.mark.parametrize("name", NAMES)
def test_the_experiment_is_named_like_its_module_and_asks(name):
    experiment = load(name)
    assert experiment.name == name
    assert experiment.question.endswith("?")
    assert "quick" in experiment.scales
    assert experiment.scales["quick"].seeds >= 10


@pytest.mark.parametrize("name", NAMES)
def test_arms_of_a_comparison_differ_in_one_setting(name):
    experiment = load(name)
    for claim in experiment.claims:
        arms = [dict(experiment.arm(arm).settings) for arm in claim.criterion.arms]
        for other in arms[1:]:
            keys = arms[0].keys() | other.keys()
            assert sum(arms[0].get(key) != other.get(key) for key in keys) == 1


@pytest.mark.parametrize("name", NAMES)
def test_claims_run_at_scales_that_run_their_arms(name):
    experiment = load(name)
    for claim in experiment.claims:
        for scale in set(claim.scales) & set(experiment.scales):
            names = {arm.name for arm in experiment.arms_at(scale)}
            assert set(claim.criterion.arms) <= names


def test_a_run_that_diverges_counts_as_never_converged():
    history = {"loss": [2.0, None, None]}
    found = e04_he_against_xavier.learning(history, 22)
    assert (found["converged"], found["ended_below"]) == (0, 0)
    assert found["steps_to_1"] is None
    assert found["final_loss"] is None


def test_steps_to_the_target_end_with_the_first_epoch_below_it():
    history = {"loss": [2.0, 0.9, 1.2]}
    found = e04_he_against_xavier.learning(history, 22)
    assert (found["converged"], found["steps_to_1"], found["steps"]) == (1, 44, 66)
    assert found["ended_below"] == 0


def test_layers_drawn_in_one_call_have_the_declared_gain():
    for name, gain in e06_random_walk.GAINS.items():
        kernels = e06_random_walk.draw_kernels(e06_random_walk.INITIALIZERS[name](1))
        assert len(kernels) == e06_random_walk.DEPTH
        deviation = np.std(kernels) * e06_random_walk.WIDTH**0.5
        assert deviation == pytest.approx(gain, rel=0.005)
