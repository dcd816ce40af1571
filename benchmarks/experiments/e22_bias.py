"""Does a small positive bias help ReLU units?"""

import functools

import keras
import numpy as np

from benchmarks.engine.criteria import (
    Agreement,
    Difference,
    Equivalence,
    ShareOfSeeds,
)
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
from benchmarks.experiments.shared.learning import losses_of, test_accuracy
from benchmarks.experiments.theory.firing import first_layer_firing
from benchmarks.networks import plain_mlp

BIASES = (0.0, 0.01, 0.1)
RATES = (0.03, 0.1, 0.3)
GOOD, HIGH = RATES[1:]
EXAMPLES = 2000


def name_of(bias, rate=GOOD):
    """The name of an arm."""
    return f"bias-{bias:g}-rate-{rate:g}"


def metrics_of(row, result, i, cell):
    """What the hidden units of run `i` did first and last, and how it learned."""
    dataset = dataset_of(cell.data)
    model = plain_mlp.restored(row["run"], result.weights(i))
    dead = hidden_units.dead(hidden_units.unit_ranges(model, dataset.x_train))
    run = {k: v for k, v in row["run"].items() if k != "learning_rate"}
    losses = losses_of(row["history"])
    return {
        "loss": row["history"]["loss"],
        "log_loss": float(np.mean(np.log(losses))),
        "test_accuracy": test_accuracy(model, dataset),
        "dead": hidden_units.share(dead),
        **at_start(cell.data, **run),
    }


@functools.cache
def at_start(name, seed, bias, **settings):
    """Which hidden units fire before training; it does not depend on the rate."""
    x = dataset_of(name).x_train[:EXAMPLES]
    keras.utils.set_random_seed(seed)
    outputs = hidden_units.hidden_outputs(plain_mlp.build(bias=bias, **settings), x)
    fires = [units > 0 for units in outputs]
    ever = hidden_units.share([units.any(axis=0) for units in fires])
    first = fires[0].mean()
    return {
        "fires_for_some": ever,
        "fires": float(np.mean(np.concatenate(fires, axis=1))),
        "firing_error": float(first - first_layer_firing(x, bias)),
    }


def firing_claim(bias):
    """The first layer fires as often as the normal distribution says."""
    return Claim(
        name=f"theory-{bias:g}",
        statement=f"With a bias of {bias:g} the untrained first layer fires for the "
        "share of examples that normal signals around the bias give.",
        criterion=Agreement(arm=name_of(bias), metric="firing_error", expected=0.0),
        published=Published("mean of Phi(b / (|x| sqrt(2 / n)))", "derived"),
    )


def same_claim(rate):
    """The bias makes no difference to the accuracy."""
    return Claim(
        name=f"same-accuracy-rate-{rate:g}",
        statement=f"At the rate {rate:g} networks that start from a bias of 0.01 and "
        "of 0 end equally accurate, to half a percentage point.",
        criterion=Equivalence(
            first=name_of(0.01, rate),
            second=name_of(0.0, rate),
            metric="test_accuracy",
            margin=0.005,
        ),
        published=NOT_CLEAR,
        scales=TRAINED,
        exploratory=rate != GOOD,
        counter_evidence=(
            'The notes add: "some results seem to indicate that this performs worse".',
        ),
    )


WHERE = "CS231n notes, Neural Networks Part 2, initializing the biases"
NOT_CLEAR = Published(
    '"not clear if this provides a consistent improvement"', "quoted", WHERE
)
SETTINGS = {"shape": (64,), "width": 64, "depth": 4, "batch_size": 32, "epochs": 15}

EXPERIMENT = Experiment(
    name="e22_bias",
    title="A small positive bias for ReLU",
    question="Does a small positive bias help ReLU units?",
    source=Source(
        title="CS231n notes: Neural Networks Part 2",
        authors="Karpathy, Li & Johnson",
        year=2017,
        url="https://cs231n.github.io/neural-networks-2/",
        where="initializing the biases; lecture 6, slides on ReLU",
    ),
    arms=tuple(
        Arm(name_of(bias, rate), {"bias": bias, "learning_rate": rate})
        for rate in RATES
        for bias in BIASES
    ),
    scales={
        "smoke": Scale(
            seeds=5,
            settings={**SETTINGS, "width": 32, "epochs": 1, "batch_size": 128},
            data="digits",
            arms=tuple(name_of(bias) for bias in BIASES),
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
        "loss": "training loss, mean over each epoch, nats",
        "log_loss": "mean over the epochs of the log of the training loss",
        "test_accuracy": "fraction of test images that are right at the end",
        "dead": "share of the hidden units that are 0 on all training examples at the "
        "end",
        "fires_for_some": "share of the hidden units that fire for some example before "
        "training",
        "fires": "share of (hidden unit, example) pairs that fire before training",
        "firing_error": "the same for the first layer, less what is expected",
    },
    claims=(
        *(firing_claim(bias) for bias in BIASES),
        Claim(
            name="all-fire",
            statement="A bias of 0.01 makes all hidden units fire for some example "
            "before training.",
            criterion=ShareOfSeeds(
                arm=name_of(0.01), metric="fires_for_some", low=1.0, at_least=0.95
            ),
            published=Published(
                '"ensures that all ReLU units fire in the beginning"', "quoted", WHERE
            ),
            scales=TRAINED,
            counter_evidence=(
                "The bias is small beside the signals, and what it adds to one layer "
                "makes the signals of the next more alike: units fire for all examples "
                "or for none. In a pilot 96.8, 96.5 and 96.1 % fired for some example "
                "with biases of 0, 0.01 and 0.1.",
            ),
        ),
        *(same_claim(rate) for rate in RATES),
        Claim(
            name="same-speed",
            statement="The training loss falls equally fast with a bias of 0.01 and of "
            "0: its mean log over the epochs is the same to 0.05 nats.",
            criterion=Equivalence(
                first=name_of(0.01),
                second=name_of(0.0),
                metric="log_loss",
                margin=0.05,
            ),
            published=NOT_CLEAR,
            scales=TRAINED,
        ),
        Claim(
            name="saves-units",
            statement=f"At the high rate {HIGH:g} fewer hidden units are dead in the "
            "end with a bias of 0.01 than with 0.",
            criterion=Difference(
                better=name_of(0.01, HIGH),
                worse=name_of(0.0, HIGH),
                metric="dead",
                margin=0.0,
            ),
            published=Published(
                '"people like" such biases, on the slide about dead ReLUs',
                "quoted",
                "CS231n 2017, lecture 6",
            ),
            scales=TRAINED,
            exploratory=True,
        ),
    ),
    figure="benchmarks.figures.e22_bias:draw",
    deviations=(
        "The notes name neither network nor data. Here: four hidden layers (64 units "
        "on digits, 256 on MNIST), He's weights, inputs in [0, 1], plain SGD.",
        "Nothing is tuned: both biases are compared at the same rate, at three rates.",
    ),
)
