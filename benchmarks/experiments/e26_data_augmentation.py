"""Do shifted training images make a net generalize better?"""

import numpy as np

from benchmarks.engine.criteria import Difference
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Published,
    Scale,
    Source,
    Tuning,
)
from benchmarks.engine.training import dataset_of, measure_training
from benchmarks.experiments.shared.learning import logits_of
from benchmarks.networks.augmented_mlp import build

SIZES = {"300": 300, "all": None}


def flat_arrays(dataset, examples):
    """The first training images, or all; validation images to choose the rate by."""
    train = flat(dataset.x_train)[:examples], dataset.y_train[:examples]
    return train, (flat(dataset.x_validation), dataset.y_validation)


def flat(x):
    return x.reshape(len(x), -1)


def metrics_of(row, result, i, cell):
    """Accuracies by epoch and, once the rate is chosen, on images as they are."""
    history = row["history"]
    metrics = {
        "validation_loss": history["val_loss"][-1],
        "accuracy": history["val_accuracy"],
    }
    if cell.phase == "final":
        metrics |= at_end(result.model(i), dataset_of(cell.data), cell.settings)
    return metrics


def at_end(model, dataset, settings):
    """Shares that are right, in percent: test, shifted test and training images."""
    (x, y), _ = flat_arrays(dataset, settings["examples"])
    test = flat(dataset.x_test)
    pixels = round(settings["shift"] * settings["shape"][0])
    moved = shifted(test.reshape(-1, *settings["shape"]), pixels)
    clean = percent_right(model, test, dataset.y_test)
    return {
        "test_accuracy": clean,
        "shifted_accuracy": float(
            np.mean([percent_right(model, flat(m), dataset.y_test) for m in moved])
        ),
        "overfit": percent_right(model, x, y) - clean,
    }


def percent_right(model, x, y):
    return float(100 * np.mean(logits_of(model, x).argmax(axis=1) == y))


def shifted(images, pixels):
    """All images moved up, down, left and right, with zeros where nothing is."""
    sides = ((pixels, pixels), (pixels, pixels))
    padded = np.pad(images, ((0, 0), *sides, (0, 0)))
    height, width = images.shape[1:3]
    corners = (
        (0, pixels),
        (2 * pixels, pixels),
        (pixels, 0),
        (pixels, 2 * pixels),
    )
    return [padded[:, a : a + height, b : b + width] for a, b in corners]


def gain_claim(name, size, metric, statement, margin, published, **settings):
    """What shifting the training images gains."""
    return Claim(
        name=name,
        statement=statement,
        criterion=Difference(
            better=f"shift-{size}",
            worse=f"none-{size}",
            metric=metric,
            margin=margin,
            **settings,
        ),
        published=published,
        scales=("quick", "paper"),
    )


AFFINE = Published(
    "1.6 % test errors, 1.1 % with affine distortions",
    "from memory",
    "MNIST, two layers of weights, 800 hidden units, cross-entropy",
)
OVERFIT = Published(
    "without it the net suffers from substantial overfitting",
    "from memory",
    "Krizhevsky, Sutskever & Hinton 2012, section 4.1",
)
INVARIANCE = Published("transformed copies teach the invariance", "from memory")
RIGHT = {"higher_is_better": True}
RATES = (0.03, 0.1, 0.3)
QUICK = {"shape": (8, 8, 1), "shift": 0.125, "batch_size": 64}

EXPERIMENT = Experiment(
    name="e26_data_augmentation",
    title="Shifted training images",
    question="Do shifted training images make a net generalize better?",
    source=Source(
        title="Best Practices for Convolutional Neural Networks Applied to Visual "
        "Document Analysis",
        authors="Simard, Steinkraus & Platt",
        year=2003,
        url="https://doi.org/10.1109/ICDAR.2003.1227801",
        where="section 2 and the table of results",
    ),
    arms=tuple(
        Arm(f"{kind}-{size}", {"augmentation": kind, "examples": examples})
        for size, examples in SIZES.items()
        for kind in ("none", "shift")
    ),
    scales={
        "smoke": Scale(
            seeds=5,
            settings={**QUICK, "units": 16, "epochs": 2, "learning_rate": 0.1},
            data="digits",
            arms=("none-300", "shift-300"),
            seeds_at_once=5,
        ),
        "quick": Scale(
            seeds=10,
            settings={**QUICK, "units": 64, "epochs": 60},
            data="digits",
            first_seed=100,
            tuning=Tuning("learning_rate", RATES, "validation_loss"),
            seeds_at_once=10,
        ),
        "paper": Scale(
            seeds=10,
            settings={
                "shape": (28, 28, 1),
                "shift": 0.0714,
                "batch_size": 64,
                "units": 800,
                "epochs": 100,
            },
            data="mnist",
            tuning=Tuning("learning_rate", RATES, "validation_loss"),
            seeds_at_once=5,
        ),
    },
    measure=measure_training(
        build, metrics_of, arrays=flat_arrays, of_arrays=("examples",)
    ),
    metrics={
        "accuracy": "fraction of validation images that are right, after each epoch",
        "validation_loss": "validation loss of the last epoch, nats",
        "test_accuracy": "test images that are right at the end, percent",
        "shifted_accuracy": "the same of test images moved up, down, left or right by "
        "as much as training images at most",
        "overfit": "training images that are right at the end less test images, "
        "percentage points",
    },
    claims=(
        gain_claim(
            "clean-300",
            "300",
            "test_accuracy",
            "With 300 training images shifting them is right on more test images.",
            0.0,
            AFFINE,
            **RIGHT,
        ),
        gain_claim(
            "clean-all",
            "all",
            "test_accuracy",
            "With all training images shifting them is right on more test images.",
            0.0,
            AFFINE,
            **RIGHT,
        ),
        gain_claim(
            "shifted-all",
            "all",
            "shifted_accuracy",
            "Shifting is right on more than 10 percentage points more of test images "
            "that are shifted themselves.",
            10.0,
            INVARIANCE,
            **RIGHT,
        ),
        gain_claim(
            "overfit-300",
            "300",
            "overfit",
            "With 300 training images the distance between training and test accuracy "
            "is smaller with shifting.",
            0.0,
            OVERFIT,
        ),
    ),
    figure="benchmarks.figures.e26_data_augmentation:draw",
    deviations=(
        "Shifts alone, by up to an eighth of the side along each axis (quick scale: "
        "one pixel of eight); the paper also rotates, scales and skews, or bends.",
        "Tuned: the learning rate of each arm, by the loss on validation images as "
        "they are.",
    ),
)
