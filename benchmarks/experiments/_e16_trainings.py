"""Five optimizers on the constructed problem and, at each rate, on images."""

import numpy as np

from benchmarks.engine.spec import Outcome
from benchmarks.engine.training import dataset_of
from benchmarks.experiments.shared.learning import logits_of, losses_of
from benchmarks.experiments.theory import least_squares_trap as trap
from benchmarks.networks import image_classifiers, least_squares
from benchmarks.networks.five_optimizers import ADAPTIVE, RATES
from keras_nntricks import sweeps

STEPS_PER_EPOCH = 100
OF_NETWORK = ("network", "width", "steps_per_decay")
METRICS = {
    "from_minimum_norm": "distance from the solution of least norm, as a share of it",
    "from_signs": "sine of the angle to the signs of X^T y",
    "seen_error": "fraction of training examples that are wrong, constructed problem",
    "unseen_error": "fraction of unseen examples that are wrong, constructed problem",
    "unseen_scores": "what unseen examples of label 1 and of label -1 get",
    "rate": "the learning rate of the lowest final training loss",
    "train_loss": "training loss of the last epoch at that rate, nats",
    "test_error": "fraction of test images that are wrong at that rate",
    "errors_by_rate": "fraction of test images that are wrong at each rate",
    "spread": "largest minus smallest test error: over the rates of an optimizer, "
    "median over optimizers, or over the optimizers at their own rates",
}


def measure(cells):
    """Everything that cells of one problem share is trained once."""
    for problem, measured in PROBLEMS.items():
        group = [c for c in cells if c.settings["problem"] == problem]
        yield from measured(group) if group else ()


def _outcome(cell, metrics):
    return Outcome(cell, {**dict.fromkeys(METRICS), **metrics})


def _least_squares(cells):
    """The problems of all seeds in one model per optimizer."""
    for optimizer in RATES:
        group = [c for c in cells if c.settings["optimizer"] == optimizer]
        labels = [_labels(cell) for cell in group]
        found = _solved(group[0].settings, labels) if group else ()
        for cell, own, weights in zip(group, labels, found, strict=True):
            yield _outcome(cell, solution(weights, own, cell.settings["share"]))


def _labels(cell):
    generator = np.random.default_rng(cell.seed)
    return trap.draw_labels(
        cell.settings["examples"], cell.settings["share"], generator
    )


def _solved(settings, labels):
    """One vector of weights per problem."""
    x = np.stack([trap.features(own) for own in labels], axis=1)
    y = np.stack(labels, axis=1)
    optimizer = settings["optimizer"]
    rate = settings["adaptive_rate" if optimizer in ADAPTIVE else "plain_rate"]
    run = {"seed": 0, "optimizer": optimizer, "learning_rate": rate}
    result = sweeps.fit_many(
        least_squares.build,
        np.concatenate([x] * STEPS_PER_EPOCH).astype("float32"),
        np.concatenate([y] * STEPS_PER_EPOCH).astype("float32"),
        [{**run, "problems": x.shape[1], "features": x.shape[2]}],
        batch_size=len(x),
        epochs=settings["steps"] // STEPS_PER_EPOCH,
        shuffle=False,
    )
    return result.weights(0)[0].astype("float64")


def solution(weights, labels, share):
    """Where the weights are, and what they make of seen and unseen examples."""
    norm, signs = trap.minimum_norm(labels), trap.sign_solution(labels)
    cosine = weights @ signs / np.linalg.norm(weights) / np.linalg.norm(signs)
    scores = trap.unseen_scores(weights)
    wrong = np.array([scores[0] <= 0, scores[1] >= 0])
    distance = np.linalg.norm(weights - norm) / np.linalg.norm(norm)
    return {
        "from_minimum_norm": float(distance),
        "from_signs": float(np.sqrt(max(0.0, 1 - cosine**2))),
        "seen_error": float(np.mean(trap.features(labels) @ weights * labels <= 0)),
        "unseen_error": float(wrong @ [share, 1 - share]),
        "unseen_scores": scores,
    }


def _images(cells):
    """Each seed trains every optimizer at each of its rates once."""
    grids = _trained(cells[0], sorted({cell.seed for cell in cells}))
    for cell in cells:
        optimizer, grid = cell.settings.get("optimizer"), grids[cell.seed]
        if optimizer is None:
            yield _outcome(cell, {"spread": SPREADS[cell.settings["varied"]](grid)})
        else:
            yield _outcome(cell, chosen(optimizer, *grid[optimizer]))


def _trained(cell, seeds):
    """Seed -> optimizer -> final training losses and test errors, by rate."""
    dataset = dataset_of(cell.data)
    own = {n: v for n, v in cell.settings.items() if n in OF_NETWORK}
    runs = [
        {"seed": seed, "optimizer": name, "learning_rate": rate, **own}
        for seed in seeds
        for name, rates in RATES.items()
        for rate in rates
    ]
    result = sweeps.fit_many(
        image_classifiers.build,
        dataset.x_train,
        dataset.y_train,
        runs,
        batch_size=cell.settings["batch_size"],
        epochs=cell.settings["epochs"],
    )
    found = _judged(result, image_classifiers.build("sgd", 0.1, **own), dataset)
    return {
        seed: {
            name: tuple(zip(*(next(found) for _ in rates), strict=True))
            for name, rates in RATES.items()
        }
        for seed in seeds
    }


def _judged(result, model, dataset):
    """Final training loss and test error of each run; of lost ones, chance."""
    for i, row in enumerate(result.rows):
        if row["status"] == "diverged":
            yield np.inf, 1 - 1 / dataset.num_classes
        else:
            model.set_weights(result.weights(i))
            labels = logits_of(model, dataset.x_test).argmax(axis=1)
            loss = losses_of(row["history"])[-1]
            yield loss, float(np.mean(labels != dataset.y_test))


def chosen(optimizer, losses, errors):
    """The rate of the lowest final training loss, as the paper chooses."""
    best = int(np.argmin(losses))
    return {
        "rate": RATES[optimizer][best],
        "train_loss": float(losses[best]),
        "test_error": errors[best],
        "errors_by_rate": list(errors),
    }


def spread_by_rate(grid):
    """Median over the optimizers of how far their rates are apart."""
    return float(np.median([max(errors) - min(errors) for _, errors in grid.values()]))


def spread_by_optimizer(grid):
    """How far the optimizers are apart, each at its chosen rate."""
    errors = [errors[int(np.argmin(losses))] for losses, errors in grid.values()]
    return float(max(errors) - min(errors))


SPREADS = {"rate": spread_by_rate, "optimizer": spread_by_optimizer}
PROBLEMS = {"least-squares": _least_squares, "images": _images}
