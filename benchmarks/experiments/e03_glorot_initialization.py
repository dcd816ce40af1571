"""Does Glorot and Bengio's initialization keep Jacobians near 1, and does that pay?"""

from benchmarks.engine.spec import (
    Arm,
    Experiment,
    Scale,
    Source,
    Tuning,
)
from benchmarks.engine.training import dataset_of, measure_training
from benchmarks.experiments._e03_claims import CLAIMS
from benchmarks.experiments._e03_start import HIDDEN_LAYERS, at_start
from benchmarks.experiments.shared.learning import (
    initial_weights,
    logits_of,
    losses_of,
    mean_of_first,
    per_cent_wrong,
)
from benchmarks.networks.initialized_mlp import build

ARMS = (
    ("tanh", "standard"),
    ("tanh", "normalized"),
    ("softsign", "standard"),
    ("softsign", "normalized"),
    ("sigmoid", "standard"),
)


def metrics_of(row, result, i, cell):
    """How run `i` learned and, once the rate is chosen, where it began and ended."""
    history, dataset = row["history"], dataset_of(cell.data)
    metrics = {
        "loss": history["loss"],
        "mean_loss": mean_of_first(losses_of(history), 1.0),
        "validation_loss": history["val_loss"][-1],
    }
    if cell.phase == "final":
        logits = logits_of(result.model(i), dataset.x_test)
        metrics["test_error"] = per_cent_wrong(logits, dataset.y_test)
        weights = initial_weights(build, row["run"])
        metrics |= at_start(weights, row["run"], dataset)
    return metrics


TRAINED = {"hidden_layers": HIDDEN_LAYERS}

EXPERIMENT = Experiment(
    name="e03_glorot_initialization",
    title="Glorot's initialization",
    question="Does Glorot and Bengio's initialization keep Jacobians near 1, and does "
    "that pay?",
    source=Source(
        title="Understanding the difficulty of training deep feedforward neural "
        "networks",
        authors="Glorot & Bengio",
        year=2010,
        url="https://proceedings.mlr.press/v9/glorot10a.html",
        where="section 4.2, figure 7, table 1",
    ),
    arms=tuple(
        Arm(
            f"{activation}-{initializer}",
            {"activation": activation, "initializer": initializer},
        )
        for activation, initializer in ARMS
    ),
    scales={
        "smoke": Scale(
            seeds=10,
            settings={
                **TRAINED,
                "width": 128,
                "batch_size": 100,
                "epochs": 1,
                "learning_rate": 0.1,
            },
            data="digits",
            arms=("tanh-standard", "tanh-normalized"),
            seeds_at_once=10,
        ),
        "quick": Scale(
            seeds=10,
            settings={**TRAINED, "width": 128, "batch_size": 10, "epochs": 10},
            data="digits",
            first_seed=100,
            tuning=Tuning(
                "learning_rate",
                (0.003, 0.01, 0.03, 0.1, 0.3, 1.0),
                "validation_loss",
                seeds=2,
            ),
            seeds_at_once=10,
        ),
        "paper": Scale(
            seeds=10,
            settings={
                **TRAINED,
                "width": 1000,
                "batch_size": 100,
                "epochs": 111,
                "shape": (32, 32, 3),
            },
            data="cifar10",
            tuning=Tuning(
                "learning_rate", (0.003, 0.01, 0.03, 0.1, 0.3), "validation_loss"
            ),
            seeds_at_once=5,
        ),
    },
    measure=measure_training(build, metrics_of),
    metrics={
        "loss": "training loss, mean over each epoch, nats",
        "mean_loss": "the same, mean over all epochs",
        "validation_loss": "validation loss after the last epoch, nats",
        "test_error": "test images that are wrong at the end, %",
        "kernel_singular_value": "mean singular value of the hidden kernels",
        "jacobian": "mean singular value of the Jacobian of hidden layers 2 to 5",
        "jacobian_theory": "the same in an infinitely wide network",
        "jacobian_ratio": "measured by exact",
        "mean_jacobian": "mean of the four",
        "gradient": "mean square of the gradient by the pre-activations of hidden "
        "layers 1 to 4, by that of layer 5",
        "gradient_theory": "the same in an infinitely wide network",
        "gradient_ratio": "measured by exact",
        "first_gradient": "the first of the four",
    },
    claims=CLAIMS,
    figure="benchmarks.figures.e03_glorot_initialization:draw",
    deviations=(
        "Quick scale: hidden layers of 128 units and 1300 steps on 8 x 8 digits; the "
        "paper has 1000 units and 5 million steps.",
        "At quick scale networks of sigmoids do not leave the first plateau at any "
        "rate.",
        "Paper scale: 50 000 steps in batches of 100 instead of 10; five hidden "
        "layers alone, of the one to five that the paper tries.",
        "The learning rate is chosen per arm by the validation loss on seeds of its "
        "own; the paper chooses it, and the number of layers, by the validation "
        "error.",
    ),
)
