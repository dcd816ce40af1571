"""Does dropout reduce overfitting, and whole maps more than units in a convnet?"""

from benchmarks.engine.criteria import Difference, Equivalence
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
from benchmarks.experiments.shared.learning import (
    cross_entropy,
    logits_of,
    per_cent_wrong,
)
from benchmarks.experiments.shared.variants import variant
from benchmarks.networks import dropped_out

OF_ARRAYS = ("train", "validation")
POINTS = 20


def arrays(dataset, train, validation):
    """The first training examples and those for validation."""
    parts = variant(dataset, train, validation)
    return parts.train, parts.validation


def metrics_of(row, result, i, cell):
    """Errors at the end with nothing dropped, and the validation error on the way."""
    metrics = on_validation(row["history"])
    if cell.phase == "tune" or row["status"] == "diverged":
        return metrics
    dataset = dataset_of(cell.data)
    parts = variant(dataset, *(cell.settings[name] for name in OF_ARRAYS))
    model = result.model(i)
    for name, (x, y) in (("train", parts.train), ("test", parts.test)):
        logits = logits_of(model, x)
        metrics[f"{name}_error"] = per_cent_wrong(logits, y)
        metrics[f"{name}_loss"] = cross_entropy(logits, y)
    return {**metrics, "gap": metrics["test_loss"] - metrics["train_loss"]}


def on_validation(history):
    """The validation error at up to 20 epochs, the last among them, and at the end."""
    accuracies = history["val_accuracy"]
    every = max(1, len(accuracies) // POINTS)
    shown = accuracies[::-1][::every][::-1]
    errors = [None if a is None else 100 * (1 - a) for a in shown]
    return {"validation_curve": errors, "validation_error": errors[-1]}


def arms_of(prefix, dropouts, **settings):
    """One arm per way to drop, all else equal."""
    return [Arm(f"{prefix}-{d}", {**settings, "dropout": d}) for d in dropouts]


CONVNET = {"network": "convnet", "width": 8, "rate": 0.25, "train": 300, "epochs": 80}
ARMS = (
    *arms_of("few", ("none", "units"), network="dense", train=100, epochs=300),
    *arms_of("many", ("none", "units"), network="dense", train=1000, epochs=40),
    *arms_of("convnet", ("none", "units", "maps"), **CONVNET),
)


def claim(name, arms, metric, statement, published, **notes):
    """The first arm is better in a metric than the second."""
    better, worse = arms
    criterion = Difference(better=better, worse=worse, metric=metric, margin=0.0)
    return Claim(
        name=name,
        statement=statement,
        criterion=criterion,
        published=published,
        scales=("quick", "paper"),
        **notes,
    )


LESS_OVERFITTING = Published('"significantly reduces overfitting"', "read", "abstract")
MNIST = Published(
    "1.25 % instead of 1.60 % on MNIST", "from memory", "table 2, ReLU against logistic"
)
MAPS = Published(
    "dropping single units will not regularize correlated maps, whole maps should be "
    "dropped instead",
    "quoted",
    "Keras and Torch documentation of SpatialDropout, on Tompson et al., 2015",
)
SMALL_SETS = Published(
    "no improvement with 100 or 500 examples", "from memory", "section 7.4"
)
WITH_NORMALIZATION = (
    "With batch normalization less dropout does better: CaffeNet on ImageNet-128 gains "
    "from 49.9 % to 52.7 % when its rate is lowered from 0.5 to 0.2 (one seed).",
)

CLAIMS = (
    claim(
        "gap-few",
        ("few-units", "few-none"),
        "gap",
        "Dropout narrows the gap between test and training loss of a dense net that "
        "has seen 100 examples.",
        LESS_OVERFITTING,
    ),
    claim(
        "gap-many",
        ("many-units", "many-none"),
        "gap",
        "Dropout narrows the gap between test and training loss of a dense net that "
        "has seen 1000 examples.",
        LESS_OVERFITTING,
    ),
    claim(
        "error-many",
        ("many-units", "many-none"),
        "test_error",
        "Dropout lowers the test error of a dense net that has seen 1000 examples.",
        MNIST,
        counter_evidence=WITH_NORMALIZATION,
    ),
    Claim(
        name="error-few",
        statement="With 100 examples dropout changes the test error by less than one "
        "percentage point: there is too little to learn from.",
        criterion=Equivalence(
            first="few-units", second="few-none", metric="test_error", margin=1.0
        ),
        published=SMALL_SETS,
        scales=("quick", "paper"),
    ),
    claim(
        "gap-maps",
        ("convnet-maps", "convnet-none"),
        "gap",
        "Dropping whole maps narrows the gap between test and training loss of a "
        "convnet.",
        MAPS,
    ),
    claim(
        "error-maps",
        ("convnet-maps", "convnet-none"),
        "test_error",
        "Dropping whole maps lowers the test error of a convnet.",
        MAPS,
    ),
    claim(
        "maps-over-units-gap",
        ("convnet-maps", "convnet-units"),
        "gap",
        "Dropping whole maps narrows the gap more than dropping single units of the "
        "maps at the same rate.",
        MAPS,
    ),
    claim(
        "maps-over-units-error",
        ("convnet-maps", "convnet-units"),
        "test_error",
        "Dropping whole maps gives a lower test error than dropping single units of "
        "the maps at the same rate.",
        MAPS,
    ),
)

SHARED = {"validation": 300, "batch_size": 50}
EXPERIMENT = Experiment(
    name="e24_dropout",
    title="Dropout and spatial dropout",
    question="Does dropout reduce overfitting, and does dropping whole maps do more "
    "for a convnet?",
    source=Source(
        title="Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
        authors="Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov",
        year=2014,
        url="https://jmlr.org/papers/v15/srivastava14a.html",
        where="figure 4, table 2, section 7.4; CS231n lecture 7",
    ),
    arms=ARMS,
    scales={
        "smoke": Scale(
            seeds=5,
            settings={**SHARED, "learning_rate": 0.03},
            data="digits",
            arms=("few-none", "few-units"),
            seeds_at_once=5,
        ),
        "quick": Scale(
            seeds=10,
            settings=SHARED,
            data="digits",
            first_seed=100,
            tuning=Tuning("learning_rate", (0.01, 0.03, 0.1), "validation_error"),
            seeds_at_once=10,
        ),
        "paper": Scale(
            seeds=10,
            settings={"validation": 5000, "batch_size": 50, "features": 784},
            data="mnist",
            tuning=Tuning("learning_rate", (0.01, 0.03, 0.1), "validation_error"),
            seeds_at_once=10,
        ),
    },
    measure=measure_training(
        dropped_out.build, metrics_of, arrays=arrays, of_arrays=OF_ARRAYS
    ),
    metrics={
        "train_error": "training examples that are wrong at the end, per cent",
        "test_error": "test examples that are wrong at the end, per cent",
        "train_loss": "mean cross-entropy of the training examples at the end, nats",
        "test_loss": "mean cross-entropy of the test examples at the end, nats",
        "gap": "test_loss - train_loss, nats",
        "validation_error": "validation examples wrong at the end, per cent",
        "validation_curve": "the same at equally spaced epochs, the last one last",
    },
    claims=CLAIMS,
    figure="benchmarks.figures.e24_dropout:draw",
    deviations=(
        "Quick scale: two layers of 100 units or two of 8 and 16 filters on 8 x 8 "
        "digits; the paper's nets have up to 8192 units.",
        "Paper scale: the same networks on MNIST, 28 x 28 pixels, with the same "
        "numbers of training examples.",
        "Rate 0.5 after dense layers, 0.25 after convolutions; nothing is dropped at "
        "the input, there is no max-norm, and the width is not raised to make up for "
        "dropped units.",
        "The learning rate is chosen per arm by validation error on seeds of its own.",
        "Losses at the end are those of the whole network, nothing dropped.",
    ),
)
