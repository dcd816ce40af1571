"""What do averages of several models gain, and of snapshots of one training?"""

from scipy.special import softmax

from benchmarks.engine.criteria import Difference
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Outcome,
    Published,
    Scale,
    Source,
)
from benchmarks.engine.training import dataset_of
from benchmarks.experiments.shared.averages import of_ensemble
from benchmarks.experiments.shared.learning import logits_of
from benchmarks.experiments.shared.variants import variant
from benchmarks.networks import cosine_mlp

ENSEMBLES = ("single", "independent", "snapshots")
SEEDS_APART = 100  # models of one ensemble have seeds of their own


def measure(cells):
    """Trains all cells of a training set together; yields their outcomes."""
    sizes = {}
    for cell in cells:
        sizes.setdefault(cell.settings["train"], []).append(cell)
    for group in sizes.values():
        settings = group[0].settings
        size = settings[settings["train"]]
        parts = variant(dataset_of(group[0].data), size, settings["validation"])
        trained = {
            **_whole_trainings(group, parts, settings),
            **_snapshots(group, parts, settings),
        }
        for cell in group:
            members = [trained[name] for name in members_of(cell)]
            yield Outcome(cell, of_ensemble(members, parts.test[1]))


def members_of(cell):
    """Names of the models that an ensemble averages: (what, seed, number)."""
    ensemble, models = cell.settings["ensemble"], cell.settings["models"]
    what = "snapshot" if ensemble == "snapshots" else "whole"
    count = 1 if ensemble == "single" else models
    return [(what, cell.seed, number) for number in range(count)]


def _whole_trainings(cells, parts, settings):
    """Models that use all epochs on one fall of the rate; each is trained once."""
    wanted = dict.fromkeys(name for cell in cells for name in members_of(cell))
    names = [name for name in wanted if name[0] == "whole"]
    seeds = [SEEDS_APART * seed + number for _, seed, number in names]
    result = _trained(parts, seeds, settings, settings["epochs"]) if names else None
    return {name: _said(result, i, parts) for i, name in enumerate(names)}


def _snapshots(cells, parts, settings):
    """As many falls of the rate as models, each from where the last one ended.

    What `keras_nntricks.callbacks.SnapshotEnsemble` keeps of one training, save that
    the momentum begins anew with the rate.
    """
    seeds = [cell.seed for cell in cells if cell.settings["ensemble"] == "snapshots"]
    found, starts = {}, [None] * len(seeds)
    for number in range(settings["models"] if seeds else 0):
        new = [SEEDS_APART * seed + number for seed in seeds]
        epochs = settings["epochs"] // settings["models"]
        result = _trained(parts, new, settings, epochs, starts)
        starts = [tuple(result.weights(i)) for i in range(len(seeds))]
        for i, seed in enumerate(seeds):
            found["snapshot", seed, number] = _said(result, i, parts)
    return found


def _trained(parts, seeds, settings, epochs, starts=None):
    from keras_nntricks import sweeps

    x, y = parts.train
    steps = epochs * -(-len(x) // settings["batch_size"])
    shared = {"steps": steps, "width": settings["width"], "features": x.shape[1]}
    shared["learning_rate"] = settings["learning_rate"]
    starts = starts or [None] * len(seeds)
    runs = [
        {"seed": seed, "start": start, **shared}
        for seed, start in zip(seeds, starts, strict=True)
    ]
    batch_size = settings["batch_size"]
    build = cosine_mlp.build
    return sweeps.fit_many(build, x, y, runs, batch_size=batch_size, epochs=epochs)


def _said(result, i, parts):
    """The probabilities that a model gives to the test examples."""
    logits = logits_of(result.model(i), parts.test[0])
    return softmax(logits.astype("float64"), axis=1)


TRAINING_SETS = ("few", "many")
TWO_PER_CENT = Published(
    "Enjoy 2 % extra performance", "quoted", "CS231n 2017, lecture 7, in many notes"
)
SNAPSHOTS = Published(
    "consistently lower error than single models at no additional training cost",
    "read",
    "abstract of Huang et al., 2017, https://arxiv.org/abs/1704.00109",
)


def claims_of(name):
    """The same four questions for a training set."""
    examples = f"trained on {name} examples"
    for better, worse, margin, said, published in (
        (
            "independent",
            "single",
            0.0,
            f"The average of five models {examples} is right more often than one.",
            TWO_PER_CENT,
        ),
        (
            "independent",
            "single",
            2.0,
            f"The average of five models {examples} gains more than two percentage "
            "points over one.",
            TWO_PER_CENT,
        ),
        (
            "snapshots",
            "single",
            0.0,
            f"The average of five snapshots of one training, {examples}, is right more "
            "often than one model that is trained for as many steps.",
            SNAPSHOTS,
        ),
        (
            "independent",
            "snapshots",
            0.0,
            f"The average of five models {examples} is right more often than that of "
            "five snapshots, which cost a fifth.",
            Published(
                "snapshots compare favorably with traditional ensembles",
                "read",
                "abstract of Huang et al., 2017",
            ),
        ),
    ):
        extra = f"-by-{margin:g}" if margin else ""
        yield Claim(
            name=f"{better}-over-{worse}{extra}-{name}",
            statement=said,
            criterion=Difference(
                better=f"{better}-{name}",
                worse=f"{worse}-{name}",
                metric="test_error",
                margin=margin,
            ),
            published=published,
            scales=("quick", "paper"),
            exploratory=worse == "snapshots",
        )


SHARED = {"models": 5, "batch_size": 50, "width": 100, "learning_rate": 0.1}
DIGITS = {**SHARED, "few": 200, "many": 1000, "validation": 300}
CIFAR10 = {**SHARED, "few": 1000, "many": 40_000, "validation": 5000, "width": 500}
EXPERIMENT = Experiment(
    name="e28_ensembles",
    title="Ensembles and snapshot ensembles",
    question="What does the average of several models gain, and that of snapshots of "
    "one training?",
    source=Source(
        title="CS231n: Training Neural Networks, part 2",
        authors="Li, Johnson & Yeung",
        year=2017,
        url="http://cs231n.stanford.edu/2017/",
        where="lecture 7, model ensembles",
    ),
    arms=tuple(
        Arm(f"{ensemble}-{name}", {"ensemble": ensemble, "train": name})
        for name in TRAINING_SETS
        for ensemble in ENSEMBLES
    ),
    scales={
        "smoke": Scale(
            seeds=5,
            settings={**DIGITS, "models": 3, "epochs": 6},
            data="digits",
            arms=tuple(f"{ensemble}-few" for ensemble in ENSEMBLES),
            seeds_at_once=5,
        ),
        "quick": Scale(
            seeds=10,
            settings={**DIGITS, "epochs": 60},
            data="digits",
            first_seed=100,
            seeds_at_once=10,
        ),
        "paper": Scale(
            seeds=10,
            settings={**CIFAR10, "epochs": 60},
            data="cifar10",
            seeds_at_once=10,
        ),
    },
    measure=measure,
    metrics={
        "test_error": "of the average of all members, per cent",
        "test_loss": "mean -log probability of the label by that average, nats",
        "error_by_models": "test error of the average of the first members, per cent",
        "member_error": "mean test error of the members, per cent",
        "disagreement": "test examples that two members label differently, mean, %",
    },
    claims=tuple(claim for name in TRAINING_SETS for claim in claims_of(name)),
    figure="benchmarks.figures.e28_ensembles:draw",
    deviations=(
        "Quick scale: dense networks of two hidden layers of 100 units; few is 200 and "
        "many 1000 of the 8 x 8 digits. Paper scale: 500 units; 1000 and 40 000 images "
        "of CIFAR-10. The snapshot paper trains residual networks.",
        "Probabilities are averaged. One model of each seed's ensemble is the single "
        "one that it is compared with.",
        "Single models and members fall along one half cosine in 60 epochs, snapshots "
        "along five of 12 epochs; all begin at the same rate, 0.1, which is not tuned.",
        "With each new cosine the momentum of the snapshots begins at 0.",
    ),
)
