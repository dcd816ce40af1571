"""Do the lecture's sanity checks tell a sound network from a broken one?"""

import functools
import math

import keras
import numpy as np

from benchmarks import data
from benchmarks.engine.criteria import Agreement, MeanWithin, ShareOfSeeds
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Outcome,
    Published,
    Scale,
    Source,
)
from benchmarks.networks import two_layer_softmax
from keras_nntricks import sweeps

FEATURES, UNITS, CLASSES = 3072, 50, 10
STRENGTH, WEIGHT_STD, TINY = 1e3, 1e-4, 20
WEIGHTS = FEATURES * UNITS + UNITS * CLASSES
EXCESS = STRENGTH / 2 * WEIGHTS * WEIGHT_STD**2


def enlarged_digits(name):
    """The training digits as 32 x 32 x 3 images, 0 to 255, their mean taken off."""
    digits = data.load(name)
    images = digits.x_train.reshape(-1, 8, 8)
    images = images.repeat(4, axis=1).repeat(4, axis=2).reshape(len(images), -1)
    colour = np.repeat(images * np.float32(255), 3, axis=1)
    return colour - colour.mean(axis=0), digits.y_train


def measure(cells):
    """All checks of the seeds of a block; each check trains them together."""
    x, y = enlarged_digits(cells[0].data)
    seeds = [cell.seed for cell in cells]
    epochs = {name: cells[0].settings[name] for name in ("tiny_epochs", "rate_epochs")}
    run = functools.partial(_train, seeds, cells[0].settings["weight_std"])
    tiny = run(x[:TINY], y[:TINY], 1e-3, TINY, epochs["tiny_epochs"])
    low = run(x, y, 1e-6, 100, epochs["rate_epochs"])
    high = run(x, y, 1e6, 100, 1)
    for index, cell in enumerate(cells):
        runs = (rows[index]["history"] for rows in (tiny, low, high))
        yield Outcome(cell, {**losses_at_start(cell, x, y), **_checks(*runs)})


def losses_at_start(cell, x, y):
    """The loss of the untrained network, without and with strong regularization."""
    keras.utils.set_random_seed(cell.seed)
    weight_std = cell.settings["weight_std"]
    model = two_layer_softmax.build(weight_std=weight_std, regularization=STRENGTH)
    as_numpy = keras.ops.convert_to_numpy
    loss = float(as_numpy(model.loss(y, model(x))))
    penalty = float(sum(as_numpy(part) for part in model.losses))
    return {
        "initial_loss": loss,
        "regularized_loss": loss + penalty,
        "regularization_excess": penalty,
    }


def _train(seeds, weight_std, x, y, learning_rate, batch_size, epochs):
    runs = sweeps.grid(
        seed=seeds, weight_std=[weight_std], learning_rate=[learning_rate]
    )
    build = two_layer_softmax.build
    result = sweeps.fit_many(build, x, y, runs, batch_size=batch_size, epochs=epochs)
    return result.rows


def _checks(tiny, low, high):
    """What the three trainings show."""
    return {
        "overfit_cost": tiny["loss"],
        "overfit_accuracy": tiny["accuracy"][-1],
        "low_rate_cost": low["loss"],
        "low_rate_change": abs(low["loss"][-1] / low["loss"][0] - 1),
        "low_rate_accuracy": low["accuracy"],
        "high_rate_cost": high["loss"][-1],
    }


NET = "small-weights"

EXPERIMENT = Experiment(
    name="e02_babysitting",
    title="Sanity checks before training",
    question="Do the lecture's sanity checks tell a sound network from a broken one?",
    source=Source(
        title="CS231n 2017, lecture 6: Training Neural Networks, part I",
        authors="Li, Johnson & Yeung",
        year=2017,
        url="https://cs231n.stanford.edu/slides/2017/cs231n_2017_lecture6.pdf",
        where="slides 63-73",
    ),
    arms=(Arm(NET, {"weight_std": WEIGHT_STD}),),
    scales={
        "smoke": Scale(
            seeds=5,
            settings={"tiny_epochs": 200, "rate_epochs": 2},
            data="digits",
            seeds_at_once=5,
        ),
        "quick": Scale(
            seeds=10,
            settings={"tiny_epochs": 200, "rate_epochs": 10},
            data="digits",
            seeds_at_once=10,
        ),
    },
    measure=measure,
    metrics={
        "initial_loss": "cross-entropy before training, nats",
        "regularized_loss": f"the same with regularization {STRENGTH:g}, nats",
        "regularization_excess": "the part of it that regularization adds, nats",
        "overfit_cost": f"training loss on {TINY} images at rate 1e-3, by epoch",
        "overfit_accuracy": "fraction of these images that are right at the end",
        "low_rate_cost": "training loss at rate 1e-6, by epoch",
        "low_rate_change": "its relative change from the first epoch to the last",
        "low_rate_accuracy": "training accuracy at rate 1e-6, by epoch",
        "high_rate_cost": "training loss at rate 1e6 after an epoch",
    },
    claims=(
        Claim(
            name="initial-loss",
            statement="With weights of 1e-4 the loss starts at ln 10 = 2.302585, to "
            "0.001.",
            criterion=MeanWithin(
                arm=NET,
                metric="initial_loss",
                low=math.log(CLASSES) - 1e-3,
                high=math.log(CLASSES) + 1e-3,
            ),
            published=Published("2.30261216167", "read", "slides 63-73"),
        ),
        Claim(
            name="regularization-theory",
            statement=f"Regularization of {STRENGTH:g} adds half of it times the sum "
            f"of squared weights: {EXCESS:.4f} on average.",
            criterion=Agreement(
                arm=NET, metric="regularization_excess", expected=EXCESS
            ),
            published=Published(f"{EXCESS:.4f}", "derived", "154 100 weights"),
            deviations=("L2 of Keras has no factor 1/2; it is given half the value.",),
        ),
        Claim(
            name="regularization-lecture",
            statement="The lecture's printed loss with regularization is one that our "
            "seeds could have drawn.",
            criterion=Agreement(
                arm=NET,
                metric="regularized_loss",
                expected=3.06859716482,
                spread="seed",
            ),
            published=Published("3.06859716482", "read", "slides 63-73"),
        ),
        Claim(
            name="overfit",
            statement=f"The network learns {TINY} images by heart in 200 epochs.",
            criterion=ShareOfSeeds(arm=NET, metric="overfit_accuracy", low=1.0),
            published=Published("cost 0.002597, accuracy 1.0", "read", "slides 63-73"),
        ),
        Claim(
            name="rate-too-low",
            statement="At a learning rate of 1e-6 the cost barely moves: by less than "
            "0.1 % in ten epochs.",
            criterion=ShareOfSeeds(arm=NET, metric="low_rate_change", high=1e-3),
            published=Published("2.302576 to 2.302420", "read", "slides 63-73"),
            counter_evidence=(
                "The lecture's validation accuracy doubles meanwhile: a still cost "
                "does not mean that nothing is learned.",
            ),
        ),
        Claim(
            name="rate-too-high",
            statement="At a learning rate of 1e6 the cost is no longer a number.",
            criterion=ShareOfSeeds(arm=NET, metric="high_rate_cost", nonfinite=True),
            published=Published("nan", "read", "slides 63-73"),
        ),
    ),
    figure="benchmarks.figures.e02_babysitting:draw",
    deviations=(
        "Digits, enlarged to 32 x 32 x 3 and scaled to 0 to 255 less their mean, "
        "instead of CIFAR-10; the checks of the loss at the start need no real data.",
        "1293 training images in batches of 100, so an epoch is 13 updates; at smoke "
        "scale two epochs at rate 1e-6.",
    ),
)
