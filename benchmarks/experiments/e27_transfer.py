"""Which layers should be trained anew, by size and likeness of the data?"""

from benchmarks.engine.criteria import Difference, Equivalence
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Outcome,
    Published,
    Scale,
    Source,
    Tuning,
)
from benchmarks.engine.training import dataset_of
from benchmarks.experiments.shared.learning import logits_of, per_cent_wrong
from benchmarks.experiments.shared.transfer import CLASSES, pair
from benchmarks.networks import transferred_mlp

STARTS = ("random", "similar", "different")
TRAINED = ("all", "top")
AMOUNTS = ("little", "much")
SOURCE_RATE = 0.03


def measure(cells):
    """Learns features on the sources, then trains all cells of an amount at once."""
    learned = _features(cells)
    amounts = {}
    for cell in cells:
        amounts.setdefault(cell.settings["amount"], []).append(cell)
    for group in amounts.values():
        yield from _transferred(group, learned)


def _features(cells):
    """(likeness, seed) -> weights of the hidden layers trained on that source."""
    wanted = dict.fromkeys((cell.settings["start"], cell.seed) for cell in cells)
    found = {}
    for likeness in STARTS[1:]:
        seeds = [seed for start, seed in wanted if start == likeness]
        if seeds:
            result = _on_source(cells[0], likeness, seeds)
            kept = [tuple(result.weights(i)[:4]) for i in range(len(seeds))]
            found |= {(likeness, s): k for s, k in zip(seeds, kept, strict=True)}
    return found


def _on_source(cell, likeness, seeds):
    x, y = _pair(cell, likeness).source
    shared = {**_shape(cell, x), "learning_rate": SOURCE_RATE}
    runs = [{"seed": seed, **shared} for seed in seeds]
    return _fit(x, y, runs, cell, cell.settings["source_epochs"])


def _pair(cell, likeness):
    amount = cell.settings[cell.settings["amount"]]
    return pair(dataset_of(cell.data), likeness, amount, cell.settings["validation"])


def _shape(cell, x):
    width = cell.settings["width"]
    return {"width": width, "features": x.shape[1], "classes": CLASSES}


def _fit(x, y, runs, cell, epochs, validation=None):
    from keras_nntricks import sweeps

    training = {"batch_size": cell.settings["batch_size"], "epochs": epochs}
    training["validation_data"] = validation
    return sweeps.fit_many(transferred_mlp.build, x, y, runs, **training)


def _transferred(cells, learned):
    """Trains the cells of one amount of target data; yields their outcomes."""
    target = _pair(cells[0], "similar").target
    x, y = target.train
    runs = [_run(cell, x, learned) for cell in cells]
    batch_size = cells[0].settings["batch_size"]
    epochs = cells[0].settings["steps"] // -(-len(x) // batch_size)
    result = _fit(x, y, runs, cells[0], epochs, target.validation)
    for i, (row, cell) in enumerate(zip(result.rows, cells, strict=True)):
        yield Outcome(cell, _metrics(row, result, i, cell, target.test), row["status"])


def _run(cell, x, learned):
    chosen = {"learning_rate": SOURCE_RATE, **cell.hyperparameters}
    chosen["start"] = learned.get((cell.settings["start"], cell.seed))
    chosen["trained"] = cell.settings["trained"]
    # Seeds of the target are others than those of the source.
    return {"seed": cell.seed + 1_000_000, **_shape(cell, x), **chosen}


def _metrics(row, result, i, cell, test):
    accuracy = row["history"]["val_accuracy"][-1]
    metrics = {"validation_error": None if accuracy is None else 100 * (1 - accuracy)}
    if cell.phase == "final" and row["status"] == "done":
        x, y = test
        metrics["test_error"] = per_cent_wrong(logits_of(result.model(i), x), y)
    return metrics


def arm(start, trained, amount):
    """'similar-top-little': what it begins with, what is trained, on how much."""
    settings = {"start": start, "trained": trained, "amount": amount}
    return Arm("-".join(settings.values()), settings)


TABLE = "CS231n 2017, lecture 7, transfer learning, in many notes"


def claim(name, better, worse, statement, published):
    """The first arm has a lower test error than the second."""
    arms = {"better": better, "worse": worse}
    criterion = Difference(**arms, metric="test_error", margin=0.0)
    return Claim(name, statement, criterion, published, scales=("quick", "paper"))


CLAIMS = (
    claim(
        "little-similar",
        "similar-top-little",
        "similar-all-little",
        "Little data, similar: a linear classifier on the learned features does better "
        "than fine-tuning them all.",
        Published("use a linear classifier on the top layer", "quoted", TABLE),
    ),
    claim(
        "little-similar-gain",
        "similar-all-little",
        "random-all-little",
        "Little data, similar: beginning with the learned features does better than "
        "beginning anew.",
        Published("transfer learning with little data", "quoted", TABLE),
    ),
    *(
        claim(
            f"much-{likeness}",
            f"{likeness}-all-much",
            f"{likeness}-top-much",
            f"Much data, {likeness}: fine-tuning does better than a linear classifier "
            "on the learned features.",
            Published(f"fine-tune {layers} layers", "quoted", TABLE),
        )
        for likeness, layers in (("similar", "a few"), ("different", "more"))
    ),
    Claim(
        name="little-different",
        statement="Little data, different: beginning with the learned features changes "
        "the test error by less than two percentage points against beginning anew.",
        criterion=Equivalence(
            first="different-all-little",
            second="random-all-little",
            metric="test_error",
            margin=2.0,
        ),
        published=Published('"you\'re in trouble"', "quoted", TABLE),
        scales=("quick", "paper"),
    ),
    claim(
        "distance",
        "similar-top-little",
        "different-top-little",
        "Features that are kept serve better the more the source is like the target.",
        Published(
            "transferability decreases with the distance between the tasks",
            "read",
            "abstract of Yosinski et al., 2014, https://arxiv.org/abs/1411.1792",
        ),
    ),
    claim(
        "distant-over-random",
        "different-top-much",
        "random-top-much",
        "Features of a different source, kept, serve better than random ones.",
        Published(
            "features even of distant tasks can be better than random features",
            "read",
            "abstract of Yosinski et al., 2014",
        ),
    ),
)

RATES = Tuning("learning_rate", (0.003, 0.01, 0.03, 0.1), "validation_error")
SHARED = {"width": 64, "batch_size": 25, "steps": 400}
DIGITS = {**SHARED, "little": 25, "much": 400, "validation": 200, "source_epochs": 20}
MNIST = {**SHARED, "little": 50, "much": 20_000, "validation": 2000}
MNIST |= {"width": 500, "source_epochs": 10, "steps": 8000}
EXPERIMENT = Experiment(
    name="e27_transfer",
    title="Transfer learning by size and likeness of the data",
    question="Which layers should be trained anew, by size and likeness of the data?",
    source=Source(
        title="CS231n: Training Neural Networks, part 2",
        authors="Li, Johnson & Yeung",
        year=2017,
        url="https://cs231n.github.io/transfer-learning/",
        where="lecture 7, transfer learning; notes, when and how to fine-tune",
    ),
    arms=tuple(
        arm(start, trained, amount)
        for amount in AMOUNTS
        for start in STARTS
        for trained in TRAINED
    ),
    scales={
        "smoke": Scale(
            seeds=5,
            settings={**DIGITS, "source_epochs": 2, "steps": 20},
            data="digits",
            arms=("similar-all-little", "similar-top-little", "random-all-little"),
            seeds_at_once=5,
        ),
        "quick": Scale(
            seeds=10,
            settings=DIGITS,
            data="digits",
            first_seed=100,
            tuning=RATES,
            seeds_at_once=10,
        ),
        "paper": Scale(
            seeds=10,
            settings=MNIST,
            data="mnist",
            tuning=RATES,
            seeds_at_once=10,
        ),
    },
    measure=measure,
    metrics={
        "validation_error": "on the target's validation examples at the end, per cent",
        "test_error": "on the target's test examples at the end, per cent",
    },
    claims=CLAIMS,
    figure="benchmarks.figures.e27_transfer:draw",
    deviations=(
        "Dense networks with two hidden layers. The source is the digits 0 to 4, the "
        "target the digits 5 to 9; for a different source one permutation shuffles the "
        "source's pixels. The lecture speaks of ImageNet and convolutions.",
        "Little is 25 and much 400 examples of the target at quick scale, 50 and "
        "20 000 at paper scale; all arms take as many steps.",
        "The rate of the target is chosen per arm by validation error on seeds of its "
        "own; that of the source is 0.03.",
        "Fine-tuning trains all layers; the lecture tells a few from many.",
    ),
)
