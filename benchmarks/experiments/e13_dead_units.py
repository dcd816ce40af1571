"""How many units does a learning rate kill?"""

import functools
import math

from benchmarks.engine.criteria import Agreement, MeanWithin, RankCorrelation
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Published,
    Scale,
    Source,
)
from benchmarks.engine.training import dataset_of, measure_training
from benchmarks.experiments.shared import hidden_units
from benchmarks.experiments.shared.claims import TRAINED
from benchmarks.experiments.shared.learning import test_accuracy
from benchmarks.networks import plain_mlp

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
HIGH_RATES = (0.1, 0.3, 1.0)
BEST, TOP = 0.1, 1.0
HIGHEST_FINITE = {"leaky": 0.3, "elu": 0.1}
DEPTH, DEPTHS, RATE_OF_DEPTHS = 4, (2, 4, 8), 0.3
# Largest output at which the slope is at most 0.01; a leaky unit always has more.
FLAT_BELOW = {"relu": 0.0, "leaky": -math.inf, "elu": -0.99}


def name_of(activation, rate, depth=DEPTH):
    """The name of an arm."""
    return f"{activation}-{rate:g}" + (f"-deep-{depth}" if depth != DEPTH else "")


def arm_of(activation, rate, depth=DEPTH):
    """A network of `depth` hidden layers at a learning rate."""
    settings = {"activation": activation, "depth": depth, "learning_rate": rate}
    return Arm(name_of(activation, rate, depth), settings)


def metrics_of(row, result, i, cell):
    """How run `i` learned and what its hidden units do on all training examples."""
    dataset = dataset_of(cell.data)
    own = {k: v for k, v in row["run"].items() if k != "learning_rate"}
    model = plain_mlp.restored(own, result.weights(i))
    ranges = hidden_units.unit_ranges(model, dataset.x_train)
    dead = hidden_units.dead(ranges)
    flat = hidden_units.flat(ranges, FLAT_BELOW[cell.settings["activation"]])
    return {
        "final_loss": row["history"]["loss"][-1],
        "test_accuracy": test_accuracy(model, dataset),
        "dead": hidden_units.share(dead),
        "dead_at_start": dead_at_start(cell.data, **own),
        "dead_by_layer": [hidden_units.share([layer]) for layer in dead],
        "flat": hidden_units.share(flat),
    }


@functools.cache
def dead_at_start(name, **run):
    """Dead units before training, which no rate changes."""
    return hidden_units.dead_at_start(plain_mlp.build, run, dataset_of(name).x_train)


def immune_claim(activation, published):
    """An activation without a side that is exactly 0 has no dead unit."""
    rate = HIGHEST_FINITE[activation]
    return Claim(
        name=f"none-{activation}",
        statement=f"At the rate {rate:g} no {NAMES[activation]} unit is zero on all "
        "training examples.",
        criterion=Agreement(
            arm=name_of(activation, rate), metric="dead", expected=0.0, z=0
        ),
        published=published,
    )


NAMES = {"relu": "ReLU", "leaky": "LeakyReLU", "elu": "ELU"}
NOTES = "https://cs231n.github.io/neural-networks-1/"
FORTY = Published(
    "up to \"40% of your network can be 'dead'\"",
    "quoted",
    "CS231n notes, Neural Networks Part 1",
)
TOO_HIGH = Published(
    'dead "if the learning rate is set too high"', "quoted", FORTY.where
)
ALL_MNIST = (
    'Dead units need not hurt: "274 MNIST Runs" (39 networks, Adam, 7 rates) finds '
    "more of them at higher rates in every network, up to 92 % at 5e-3, where about "
    "97.9 % of the images are still right, against 98.2 % at the best rates.",
)
SETTINGS = {"shape": (64,), "width": 64, "batch_size": 32, "epochs": 10}

EXPERIMENT = Experiment(
    name="e13_dead_units",
    title="Dead units by learning rate and depth",
    question="How many units does a learning rate kill?",
    source=Source(
        title="CS231n notes: Neural Networks Part 1",
        authors="Karpathy, Li & Johnson",
        year=2017,
        url=NOTES,
        where="commonly used activation functions; lecture 6, slides on ReLU",
    ),
    arms=(
        *(arm_of("relu", rate) for rate in RATES),
        *(arm_of(name, rate) for name in ("leaky", "elu") for rate in HIGH_RATES),
        *(arm_of("relu", RATE_OF_DEPTHS, d) for d in DEPTHS if d != DEPTH),
    ),
    scales={
        "smoke": Scale(
            seeds=5,
            settings={**SETTINGS, "width": 16, "epochs": 1, "batch_size": 64},
            data="digits",
            arms=("relu-0.1", "relu-1", "leaky-0.3", "elu-0.1"),
            seeds_at_once=5,
        ),
        "quick": Scale(
            seeds=10,
            settings=SETTINGS,
            data="digits",
            first_seed=100,
            seeds_at_once=10,
        ),
        "paper": Scale(
            seeds=10,
            settings={**SETTINGS, "shape": (28, 28, 1), "width": 256},
            data="mnist",
            first_seed=100,
            seeds_at_once=10,
        ),
    },
    measure=measure_training(plain_mlp.build, metrics_of),
    metrics={
        "final_loss": "training loss, mean over the last epoch, nats",
        "test_accuracy": "fraction of test images that are right at the end",
        "dead": "share of the hidden units that are 0 on all training examples at the "
        "end",
        "dead_at_start": "the same before training",
        "dead_by_layer": "share of dead units at the end, layer by layer",
        "flat": "share of the hidden units whose slope is at most 0.01 on all training "
        "examples",
    },
    claims=(
        Claim(
            name="rises-with-rate",
            statement="The share of dead ReLU units rises with the learning rate: a "
            f"rank correlation above 0.7 over {len(RATES)} rates from {RATES[0]:g} to "
            f"{TOP:g}.",
            criterion=RankCorrelation(
                arms=tuple(name_of("relu", rate) for rate in RATES),
                x=RATES,
                metric="dead",
                low=0.7,
            ),
            published=TOO_HIGH,
            scales=TRAINED,
            counter_evidence=(
                "Small rates have dead units too, and the best rate the fewest: 5 % "
                "before training, 10 % after it at 0.01, 2 % at 0.1, 76 % at 1 (means "
                "of 10 seeds on digits). The rise begins above the best rate.",
                *ALL_MNIST,
            ),
        ),
        Claim(
            name="rises-above-best",
            statement=f"The same from the best rate {BEST:g} on.",
            criterion=RankCorrelation(
                arms=tuple(name_of("relu", rate) for rate in RATES if rate >= BEST),
                x=tuple(rate for rate in RATES if rate >= BEST),
                metric="dead",
                low=0.7,
            ),
            published=TOO_HIGH,
            scales=TRAINED,
            exploratory=True,
            deviations=("Added after the pilot.",),
        ),
        Claim(
            name="many-at-top",
            statement=f"At {TOP:g}, the top rate that ends finite, more than 20 % of "
            "the ReLU units are dead.",
            criterion=MeanWithin(arm=name_of("relu", TOP), metric="dead", low=0.2),
            published=FORTY,
            scales=TRAINED,
        ),
        Claim(
            name="forty-percent",
            statement=f"At {TOP:g}, the top rate that ends finite, at least 40 % of "
            "the ReLU units are dead.",
            criterion=MeanWithin(arm=name_of("relu", TOP), metric="dead", low=0.4),
            published=FORTY,
            scales=TRAINED,
            exploratory=True,
        ),
        Claim(
            name="few-at-best",
            statement=f"At the best rate, {BEST:g}, less than 5 % of the ReLU units "
            "are dead.",
            criterion=MeanWithin(arm=name_of("relu", BEST), metric="dead", high=0.05),
            published=Published(
                '"with a proper setting of the learning rate this is less frequently '
                'an issue"',
                "quoted",
                FORTY.where,
            ),
            scales=TRAINED,
        ),
        immune_claim(
            "leaky",
            Published('"will not die"', "quoted", "CS231n 2017, lecture 6, Leaky ReLU"),
        ),
        immune_claim("elu", Published("0", "derived", "zero at zero alone")),
        Claim(
            name="rises-with-depth",
            statement=f"At the rate {RATE_OF_DEPTHS:g} the share of dead ReLU units "
            f"rises with depth, {', '.join(map(str, DEPTHS))} hidden layers: a rank "
            "correlation above 0.7.",
            criterion=RankCorrelation(
                arms=tuple(name_of("relu", RATE_OF_DEPTHS, d) for d in DEPTHS),
                x=DEPTHS,
                metric="dead",
                low=0.7,
            ),
            published=Published(
                "48.4, 57.0, 61.1, 62.1 % at 2 to 5 layers",
                "read",
                '"274 MNIST Runs", width 64, Adam at 1e-3',
            ),
            scales=TRAINED,
            exploratory=True,
            counter_evidence=(
                "Deep networks begin with more dead units: at 2, 4, 8 layers 2.5, 5, 9 "
                "% before training, 2, 4, 21 % after it; seeds differ widely.",
            ),
        ),
    ),
    figure="benchmarks.figures.e13_dead_units:draw",
    deviations=(
        "The notes name neither network nor data. Here: four hidden layers (64 units "
        "on digits, 256 on MNIST), He's weights, biases of 0, inputs in [0, 1], plain "
        "SGD, 10 epochs.",
        "The best rate and the highest rates that end finite were found in a pilot on "
        "seeds 0 to 3; the seeds judged are others. At the rate 3 all ReLU runs "
        "diverge, and ELU runs do from 0.3 on. LeakyReLU was to be judged at 1, where "
        "one run of ten diverges, without a dead unit; it is judged at 0.3.",
    ),
)
