"""What do zero-centred and normalised inputs change?"""

import numpy as np

from benchmarks.engine.criteria import Agreement, Difference, TimeRatio
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
from benchmarks.experiments.shared import prepared_inputs
from benchmarks.experiments.shared.claims import TRAINED, lower_claim
from benchmarks.experiments.shared.learning import (
    initial_weights,
    logits_of,
    losses_of,
    steps_per_epoch,
    steps_to,
)
from benchmarks.experiments.shared.prepared_inputs import INPUTS
from benchmarks.experiments.shared.sensitivity import sensitivity
from benchmarks.networks import plain_mlp

TARGET = 0.1
EXAMPLES = 500


def metrics_of(row, result, i, cell):
    """How run `i` learned and, once the rate is chosen, how sensitive its loss is."""
    dataset, inputs = dataset_of(cell.data), cell.settings["inputs"]
    losses = losses_of(row["history"])
    steps = steps_per_epoch(dataset, cell.settings["batch_size"])
    metrics = {
        "steps": steps * len(losses),
        "rate": row["run"]["learning_rate"],
        "loss": row["history"]["loss"],
        "log_loss": float(np.mean(np.log(losses))),
        "steps_to_target": steps_to(losses, TARGET, steps),
    }
    if cell.phase == "final":
        metrics |= of_network(row["run"], result.weights(i), dataset, inputs)
    return metrics


def of_network(run, weights, dataset, inputs):
    """What the inputs are like, the loss's sensitivity, the test accuracy."""
    prepare = prepared_inputs.preparation(dataset, inputs)
    few = prepare(dataset.x_train[:EXAMPLES]), dataset.y_train[:EXAMPLES]
    start = plain_mlp.restored(run, initial_weights(plain_mlp.build, run))
    at_start = sensitivity(start, *few)
    model = plain_mlp.restored(run, weights)
    labels = logits_of(model, prepare(dataset.x_test)).argmax(axis=1)
    return {
        "sensitivity_at_start": at_start,
        "sensitivity": sensitivity(model, *few),
        "test_accuracy": float(np.mean(labels == dataset.y_test)),
        "preparation_error": prepared_inputs.preparation_error(dataset, inputs),
        "stretch": prepared_inputs.stretch(dataset, inputs),
    }


def preparation_claim(inputs, statement):
    """The inputs have the mean and covariance that their name says."""
    return Claim(
        name=f"exact-{inputs}",
        statement=statement,
        criterion=Agreement(
            arm=inputs, metric="preparation_error", expected=0.0, absolute=1e-4, z=0
        ),
        published=Published("by definition", "derived"),
    )


def faster_claim(better, worse, margin, statement, published, **more):
    """One kind of input needs fewer steps to the target than another."""
    return Claim(
        name=f"{better}-against-{worse}",
        statement=statement,
        criterion=TimeRatio(
            better=better, worse=worse, metric="steps_to_target", margin=margin
        ),
        published=published,
        scales=TRAINED,
        **more,
    )


LECTURE = "CS231n 2017, lecture 7, review of data preprocessing"
WHERE = "CS231n notes, Neural Networks Part 2, data preprocessing"
SENSITIVE = Published(
    '"very sensitive to changes in weight matrix" against "less sensitive to small '
    'changes in weights"',
    "quoted",
    LECTURE,
)
SETTINGS = {"shape": (64,), "width": 64, "depth": 2, "batch_size": 128, "epochs": 60}
RATES = (3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

EXPERIMENT = Experiment(
    name="e23_inputs",
    title="Zero-centred and normalised inputs",
    question="What do zero-centred and normalised inputs change?",
    source=Source(
        title="CS231n 2017, lecture 7; notes: Neural Networks Part 2",
        authors="Li, Johnson & Yeung; Karpathy",
        year=2017,
        url="https://cs231n.stanford.edu/slides/2017/cs231n_2017_lecture7.pdf",
        where="review of data preprocessing; data preprocessing",
    ),
    arms=tuple(Arm(inputs, {"inputs": inputs}) for inputs in INPUTS),
    scales={
        "smoke": Scale(
            seeds=5,
            settings={**SETTINGS, "width": 16, "epochs": 1, "learning_rate": 0.001},
            data="digits",
            arms=INPUTS[2:],
            seeds_at_once=5,
        ),
        "quick": Scale(
            seeds=10,
            settings=SETTINGS,
            data="digits",
            first_seed=100,
            tuning=Tuning("learning_rate", RATES, "log_loss", seeds=1),
            seeds_at_once=10,
        ),
        "paper": Scale(
            seeds=10,
            settings={**SETTINGS, "shape": (32, 32, 3), "width": 512, "epochs": 30},
            data="cifar10",
            first_seed=100,
            tuning=Tuning("learning_rate", RATES, "log_loss", seeds=2),
            seeds_at_once=10,
        ),
    },
    measure=measure_training(
        plain_mlp.build,
        metrics_of,
        arrays=prepared_inputs.arrays,
        of_arrays=("inputs",),
    ),
    metrics={
        "steps": "number of steps trained",
        "rate": "learning rate",
        "loss": "training loss, mean over each epoch, nats",
        "log_loss": "mean over the epochs of the log of the training loss",
        "steps_to_target": f"steps to the end of the first epoch with a training loss "
        f"below {TARGET:g}; None is never",
        "sensitivity_at_start": "mean change of the loss of the untrained network when "
        "each kernel changes by 1 % of its root mean square, nats",
        "sensitivity": "the same after training",
        "test_accuracy": "fraction of test images that are right at the end",
        "preparation_error": "largest deviation of the prepared training inputs from "
        "the mean, deviation or covariance that they should have",
        "stretch": "largest over mean eigenvalue of E[x x^T], over pixels that vary",
    },
    claims=(
        preparation_claim("centred", "Centred inputs have a mean of 0 in each pixel."),
        preparation_claim(
            "standardised",
            "Standardised inputs have a standard deviation of 1 in each pixel that "
            "varies.",
        ),
        preparation_claim(
            "whitened",
            "Whitened inputs have the covariance V diag(l / (l + epsilon)) V^T.",
        ),
        lower_claim(
            "less-sensitive-at-start",
            "standardised",
            "raw",
            "sensitivity_at_start",
            "Before training, a change of the weights by 1 % changes the loss less for "
            "standardised inputs than for raw ones.",
            SENSITIVE,
        ),
        lower_claim(
            "less-sensitive-at-end",
            "standardised",
            "raw",
            "sensitivity",
            "The same after training.",
            SENSITIVE,
        ),
        faster_claim(
            "standardised",
            "raw",
            1.5,
            "Raw inputs need more than 1.5 times the steps of standardised ones to a "
            f"training loss of {TARGET:g}.",
            Published('"hard to optimize" and "easier to optimize"', "quoted", LECTURE),
        ),
        faster_claim(
            "centred",
            "scaled",
            1.0,
            "Inputs in [0, 1] need more steps than the same inputs with each pixel's "
            "mean subtracted.",
            Published('"very important to zero-center the data"', "quoted", WHERE),
        ),
        faster_claim(
            "centred",
            "standardised",
            0.67,
            "Centred images need at most 1.5 times the steps of standardised ones: "
            "their pixels have similar scales already.",
            Published('"not strictly necessary"', "quoted", WHERE),
        ),
        faster_claim(
            "whitened",
            "standardised",
            1.0,
            "Standardised inputs need more steps than whitened ones.",
            Published("a round bowl", "derived", "equal eigenvalues"),
            exploratory=True,
        ),
        Claim(
            name="scale-and-accuracy",
            statement="Networks on raw grey levels end less accurate than on inputs in "
            "[0, 1].",
            criterion=Difference(
                better="scaled",
                worse="raw",
                metric="test_accuracy",
                margin=0.0,
                higher_is_better=True,
            ),
            published=Published(
                "0.379 against 0.425 accuracy, 600 000 images",
                "read",
                "caffenet-benchmark, Dataset_size.md",
            ),
            scales=TRAINED,
        ),
    ),
    figure="benchmarks.figures.e23_inputs:draw",
    deviations=(
        "The lecture shows a line through a cloud of points. Here: two hidden layers, "
        "He's weights, plain SGD, on grey levels from 0 to 255 as images are stored.",
        "Each step from raw to whitened adds one operation. A pixel that never varies "
        "is left at 0. Whitening adds 0.01 to the eigenvalues of inputs in [0, 1].",
        "Rates are chosen by the mean log of the training loss on other seeds, from a "
        "range for all inputs that a pilot with seeds 0 to 2 chose.",
    ),
)
