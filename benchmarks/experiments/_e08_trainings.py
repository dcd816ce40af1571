"""The trainings of the batch normalization experiment, several rates per cell."""

import numpy as np

from benchmarks.engine.spec import Outcome
from benchmarks.engine.training import dataset_of
from benchmarks.experiments.shared.learning import losses_of, steps_per_epoch, steps_to
from benchmarks.networks.sigmoid_mlp import build
from keras_nntricks import sweeps

TARGET, WORKING = 0.9, 0.5
OF_NETWORK = ("initializer", "normalization", "units", "features")
METRICS_OF_RUN = {
    "rate": "learning rate",
    "steps": "number of steps trained",
    "mean_loss": "training loss, mean over all epochs, nats",
    "accuracy": "fraction of test images that are right, after each epoch",
    "final_accuracy": "the same after the last epoch",
    "steps_to_90": f"steps to the first epoch above {TARGET:g}; None is never",
    "drift": "variance over the epochs of the median input of a sigmoid of the last "
    "hidden layer, mean over eight units",
    "relative_drift": "the same, the input divided by half the distance between its "
    "15th and 85th percentile",
    "percentiles": "15th, 50th and 85th percentile of one sigmoid's input, by epoch",
}


def measure(cells):
    """Tuning cells train at one rate, final ones at all that the claims ask for."""
    for phase, outcomes in (("tune", tuned), ("final", judged)):
        group = [cell for cell in cells if cell.phase == phase]
        if group:
            yield from outcomes(group)


def tuned(cells):
    """One run per cell, at the rate that is tried."""
    rates = [cell.hyperparameters["learning_rate"] for cell in cells]
    trained = train(cells, [[rate] for rate in rates], cells[0].settings["epochs"])
    for cell, rate, runs in zip(cells, rates, trained, strict=True):
        row, _ = runs[rate]
        metrics = {"mean_loss": mean_loss(row)}
        yield Outcome(cell, metrics, row["status"], seconds=row["seconds"])


def judged(cells):
    """Each cell at the equal rate, at its own best one, and shortly at all rates."""
    settings = cells[0].settings
    whole = train(cells, [main_rates(c) for c in cells], settings["epochs"], True)
    rates = [settings["rates"]] * len(cells)
    short = train(cells, rates, settings["short_epochs"])
    for cell, long_runs, short_runs in zip(cells, whole, short, strict=True):
        equal, best = (long_runs[rate] for rate in equal_and_best(cell))
        metrics = {
            **of_run(cell, *equal),
            **{f"tuned_{k}": v for k, v in of_run(cell, *best).items()},
            **of_rates([short_runs[rate][0] for rate in settings["rates"]], settings),
        }
        runs = [*long_runs.values(), *short_runs.values()]
        yield Outcome(cell, metrics, seconds=sum(row["seconds"] for row, _ in runs))


def equal_and_best(cell):
    """The rate that all arms share, and the arm's own; one where none is tuned."""
    equal = cell.settings["equal_rate"]
    return equal, cell.hyperparameters.get("learning_rate", equal)


def main_rates(cell):
    """The rates of the whole training, each once."""
    return sorted(set(equal_and_best(cell)))


def train(cells, rates, epochs, recorded=False):
    """Trains each cell at each of its rates: a dict rate -> (row, weights) per cell."""
    settings, dataset = cells[0].settings, dataset_of(cells[0].data)
    batch_size = settings["batch_size"]
    records = (epochs, steps_per_epoch(dataset, batch_size)) if recorded else ()
    places = [(i, rate) for i, own in enumerate(rates) for rate in own]
    result = sweeps.fit_many(
        build,
        inputs(dataset.x_train, settings),
        dataset.y_train,
        [run_of(cells[i], rate, records) for i, rate in places],
        batch_size=batch_size,
        epochs=epochs,
        validation_data=(inputs(dataset.x_test, settings), dataset.y_test),
    )
    trained = [{} for _ in cells]
    for run, (i, rate) in enumerate(places):
        trained[i][rate] = result.rows[run], result.weights(run)
    return trained


def run_of(cell, rate, records):
    """The arguments of a network, and its seed."""
    network = {name: cell.settings[name] for name in OF_NETWORK}
    return {"seed": cell.seed, **network, "learning_rate": rate, "recorded": records}


def inputs(x, settings):
    """Flat images; the paper's are black and white."""
    flat = x.reshape(len(x), -1)
    return (flat > 0.5).astype("float32") if settings["binary"] else flat


def mean_loss(row):
    """The mean training loss over the epochs: low for nets that learn fast."""
    return float(np.mean(losses_of(row["history"])))


def of_run(cell, row, weights):
    """How fast and how well a run learned, and how its last hidden layer moved."""
    accuracy = row["history"]["val_accuracy"]
    table = next(weight for weight in weights if weight.ndim == 3)
    known = [value or 0.0 for value in accuracy]
    steps = steps_per_epoch(dataset_of(cell.data), cell.settings["batch_size"])
    return {
        "rate": row["run"]["learning_rate"],
        "steps": steps * len(accuracy),
        "mean_loss": mean_loss(row),
        "accuracy": accuracy,
        "final_accuracy": accuracy[-1],
        "steps_to_90": steps_to(known, TARGET, steps, higher_is_better=True),
        "drift": drift(table),
        "relative_drift": drift(table / half_widths(table)),
        "percentiles": table[:, :, 0].T.tolist(),
    }


def drift(table):
    """Variance over the epochs of a unit's median input, mean over the units."""
    return float(table[:, 1].var(axis=0).mean())


def half_widths(table):
    """Half of what lies between a unit's outer percentiles, mean over the epochs."""
    return (table[:, 2] - table[:, 0]).mean(axis=0) / 2


def of_rates(rows, settings):
    """Which rates work: a run does if some epoch is right often enough."""
    best = [max(value or 0.0 for value in r["history"]["val_accuracy"]) for r in rows]
    pairs = zip(settings["rates"], best, strict=True)
    working = [rate for rate, accuracy in pairs if accuracy > WORKING]
    return {
        "accuracy_by_rate": best,
        "rates": list(settings["rates"]),
        "largest_rate": max(working, default=None),
    }
