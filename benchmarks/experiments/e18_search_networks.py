"""Do eight random trials find a network as good as a whole grid does?"""

import numpy as np

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
from benchmarks.experiments.shared.designs import place
from benchmarks.experiments.shared.learning import logits_of, per_cent_wrong
from benchmarks.experiments.shared.variants import TASKS, variant
from benchmarks.networks import searched_mlp

SEARCHES = {"random-8": ("random", 8), "random-16": ("random", 16)}
SEARCHES |= {"grid-16": ("grid", 16), "grid-81": ("grid", 81)}
DIMENSIONS = 4
DECADES = 4


def space(seed):
    """Name -> decades (lowest, highest) of what is searched, all log-uniform.

    The range of the learning rate moves with the seed, so that where a tick of the
    grid happens to lie does not decide.
    """
    lowest = np.random.default_rng([seed, 18]).uniform(-3.5, -2.5)
    return {
        "learning_rate": (lowest, lowest + DECADES),
        "friction": (-2.0, 0.0),
        "weight_decay": (-6.0, -2.0),
        "initial_scale": (-1.5, 0.5),
    }


def trials(search, seed):
    """The settings of each trial of a search; 8 random ones begin the 16."""
    design, budget = SEARCHES[search]
    generator = np.random.default_rng([seed, 8])
    (points,) = place(design, DIMENSIONS, (budget,), generator)
    return [settings_at(point, space(seed)) for point in points]


def settings_at(point, ranges):
    """The settings at a point of the unit cube."""
    chosen = {
        name: float(10 ** (low + place * (high - low)))
        for place, (name, (low, high)) in zip(point, ranges.items(), strict=True)
    }
    momentum = 1 - chosen.pop("friction")
    return {**chosen, "momentum": momentum}


def measure(cells):
    """Trains all trials of all searches of a task at once; yields the cells."""
    tasks = {}
    for cell in cells:
        tasks.setdefault(cell.settings["task"], []).append(cell)
    for group in tasks.values():
        yield from _searched(group)


def _searched(cells):
    settings = cells[0].settings
    dataset = dataset_of(cells[0].data)
    parts = variant(
        dataset, settings["train"], settings["validation"], settings["task"]
    )
    runs = {
        (cell.seed, *trial.values()): {"seed": cell.seed, **trial}
        for cell in cells
        for trial in trials(cell.settings["search"], cell.seed)
    }
    result = _trained(parts, list(runs.values()), settings)
    places = {key: place for place, key in enumerate(runs)}
    for cell in cells:
        tried = trials(cell.settings["search"], cell.seed)
        of_cell = [places[cell.seed, *trial.values()] for trial in tried]
        yield Outcome(cell, _found(result, of_cell, parts.test))


def _trained(parts, runs, settings):
    from keras_nntricks import sweeps

    (x, y), validation = parts.train, parts.validation
    shape = {"units": settings["units"], "features": x.shape[1]}
    runs = [{**run, **shape} for run in runs]
    training = {name: settings[name] for name in ("epochs", "batch_size")}
    build = searched_mlp.build
    return sweeps.fit_many(build, x, y, runs, validation_data=validation, **training)


def _found(result, places, test):
    """What the trial that is best on the validation data does on the test data."""
    errors = [validation_error(result.rows[place]) for place in places]
    best = places[int(np.argmin(errors))]
    x, y = test
    return {
        "trials": len(places),
        "validation_error": min(errors),
        "test_error": per_cent_wrong(logits_of(result.model(best), x), y),
        "best_so_far": np.minimum.accumulate(errors).tolist(),
        "learning_rate": result.rows[best]["run"]["learning_rate"],
        "diverged": sum(result.rows[p]["status"] == "diverged" for p in places),
    }


def validation_error(row):
    """Per cent wrong after the last epoch; 100 for a run that diverged."""
    accuracy = row["history"]["val_accuracy"][-1]
    return 100.0 if accuracy is None else 100 * (1 - accuracy)


def claims_of(task):
    """Eight against 81 trials, and sixteen of each."""
    for better, worse, margin, statement, published in (
        (
            "random-8",
            "grid-81",
            -0.5,
            "Eight random trials find a network whose test error is at most 0.5 "
            "percentage points above that of a grid of 81 trials",
            Published(
                "Random searches of 8 trials match or outperform grid searches of (on "
                "average) 100 trials",
                "quoted",
                "figure 5",
            ),
        ),
        (
            "random-16",
            "grid-16",
            0.0,
            "Of 16 trials random ones find a network with a lower test error than a "
            "grid does",
            Published("more efficient than a grid", "read", "abstract"),
        ),
    ):
        yield Claim(
            name=f"{better}-{task}",
            statement=f"{statement}: digits, {task}.",
            criterion=Difference(
                better=f"{better}-{task}",
                worse=f"{worse}-{task}",
                metric="test_error",
                margin=margin,
            ),
            published=published,
            scales=("quick", "paper"),
            exploratory=better == "random-16",
        )


EXPERIMENT = Experiment(
    name="e18_search_networks",
    title="Random trials against grids: networks",
    question="Do eight random trials find a network as good as a whole grid does?",
    source=Source(
        title="Random Search for Hyper-Parameter Optimization",
        authors="Bergstra & Bengio",
        year=2012,
        url="https://jmlr.org/papers/v13/bergstra12a.html",
        where="section 2.4, figure 5",
    ),
    arms=tuple(
        Arm(f"{search}-{task}", {"search": search, "task": task})
        for task in TASKS
        for search in SEARCHES
    ),
    scales={
        "smoke": Scale(
            seeds=5,
            settings={
                "units": 16,
                "train": 200,
                "validation": 200,
                "epochs": 2,
                "batch_size": 50,
            },
            data="digits",
            arms=("random-8-plain", "grid-16-plain"),
            seeds_at_once=5,
        ),
        "quick": Scale(
            seeds=10,
            settings={
                "units": 32,
                "train": 400,
                "validation": 400,
                "epochs": 20,
                "batch_size": 40,
            },
            data="digits",
            first_seed=100,
            seeds_at_once=10,
        ),
        "paper": Scale(
            seeds=10,
            settings={
                "units": 256,
                "train": 10_000,
                "validation": 2_000,
                "epochs": 40,
                "batch_size": 100,
            },
            data="mnist",
            seeds_at_once=2,
        ),
    },
    measure=measure,
    metrics={
        "trials": "trials of the search",
        "validation_error": "of the best trial after its last epoch, per cent",
        "test_error": "of the trial that is best on the validation data, per cent",
        "best_so_far": "lowest validation error after 1, 2, ... trials, per cent",
        "learning_rate": "of the best trial",
        "diverged": "trials whose loss was not finite; they count as worst",
    },
    claims=tuple(claim for task in TASKS for claim in claims_of(task)),
    figure="benchmarks.figures.e18_search_networks:draw",
    deviations=(
        "Four numbers are searched instead of seven hyper-parameters: learning rate, "
        "momentum, weight decay, scale of the initial weights. The grid has three "
        "values of each, 81 trials; the paper's grids are those of an earlier study, "
        "tuned by hand as well.",
        "The range of the learning rate is four decades that move by up to one decade "
        "with the seed, the same for both searches.",
        "Quick scale: 8 x 8 digits and three perturbed variants, 400 training, 400 "
        "validation and 997 test examples.",
        "The best trial is the one with the lowest validation error; the paper weighs "
        "all trials that could be best.",
    ),
)
