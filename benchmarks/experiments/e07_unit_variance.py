"""Does LSUV give what every kernel makes a variance of 1?"""

import keras
import numpy as np

from benchmarks.engine.criteria import ShareOfSeeds
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Published,
    Scale,
    Source,
    one_by_one,
)
from benchmarks.engine.training import dataset_of
from benchmarks.networks import thin_deep_net as network

VARIANCES = {
    "calibrated": ("deviation", 0.1, "the examples it was calibrated on"),
    "held-out": ("held_out_deviation", 0.2, "held-out examples"),
}
# Activation, and the standard deviation of the inputs.
NETWORKS = {
    "relu": ("relu", 1.0, "With ReLU"),
    "relu-x100": ("relu", 100.0, "With ReLU and inputs of standard deviation 100"),
    "maxout": ("maxout", 1.0, "With maxout"),
    "tanh": ("tanh", 1.0, "With tanh"),
}
INITIALIZERS = ("xavier", "he", "lsuv")
SMOKE_ARMS = ("relu-lsuv", "relu-x100-lsuv")


def measure(settings, seed):
    """Variances of an untrained network, where it was calibrated and elsewhere."""
    dataset = dataset_of(settings["dataset"])
    keras.utils.set_random_seed(seed)
    maps = network.linear_maps(network.build(**settings))
    calibrated, held_out = (
        network.variances(maps, x[: network.CALIBRATED_ON])
        for x in (dataset.x_train, dataset.x_validation)
    )
    return {
        "variances": calibrated,
        "held_out_variances": held_out,
        "deviation": float(np.max(np.abs(np.array(calibrated) - 1))),
        "held_out_deviation": float(np.max(np.abs(np.array(held_out) - 1))),
    }


def unit_variance(name, where):
    """Every layer of every seed has a variance near 1."""
    metric, tolerance, examples = VARIANCES[where]
    arm, words = f"{name}-lsuv", NETWORKS[name][2]
    return Claim(
        name=f"{where}-{name}",
        statement=f"{words} the variance of what every kernel makes is within "
        f"{tolerance:g} of 1 on {examples}, on every seed.",
        criterion=ShareOfSeeds(arm=arm, metric=metric, high=tolerance, at_least=1.0),
        published=Published(
            "tolerance 0.1, ten divisions at most", "from memory", "algorithm 1"
        ),
        scales=("smoke", "quick", "paper") if arm in SMOKE_ARMS else ("quick", "paper"),
    )


EXPERIMENT = Experiment(
    name="e07_unit_variance",
    title="Variances after LSUV",
    question="Does LSUV give what every kernel makes a variance of 1?",
    source=Source(
        title="All you need is a good init",
        authors="Mishkin & Matas",
        year=2016,
        url="https://arxiv.org/abs/1511.06422",
        where="algorithm 1",
    ),
    arms=tuple(
        Arm(
            f"{name}-{initializer}",
            {"activation": kind, "input_scale": scale, "initializer": initializer},
        )
        for name, (kind, scale, _) in NETWORKS.items()
        for initializer in INITIALIZERS
    ),
    scales={
        "smoke": Scale(
            seeds=5,
            settings={"dataset": "digits"},
            data="digits",
            arms=SMOKE_ARMS,
        ),
        "quick": Scale(
            seeds=10, settings={"dataset": "digits"}, data="digits", first_seed=100
        ),
        "paper": Scale(
            seeds=10,
            settings={"network": "fitnet", "dataset": "cifar10"},
            data="cifar10",
        ),
    },
    measure=one_by_one(measure),
    metrics={
        "variances": "variance of what each kernel makes, over examples, positions and "
        "channels, on the first 256 training images",
        "held_out_variances": "the same on validation images",
        "deviation": "largest distance of `variances` from 1",
        "held_out_deviation": "largest distance of `held_out_variances` from 1",
    },
    claims=tuple(
        unit_variance(name, where) for where in VARIANCES for name in NETWORKS
    ),
    figure="benchmarks.figures.e07_unit_variance:draw",
    deviations=(
        "Quick scale: 17 dense layers of 32 units on 8 x 8 digits instead of FitNet-4 "
        "on CIFAR-10.",
    ),
)
