"""The trainings of the batch-size experiment, each beside its small batch."""

import dataclasses
import math

from benchmarks.engine.spec import Outcome
from benchmarks.engine.training import dataset_of
from benchmarks.networks.batch_norm_mlp import build
from keras_nntricks import sweeps


@dataclasses.dataclass(frozen=True)
class Regime:
    """How a batch size is trained with.

    Args:
        large: whether the batch is the large one.
        power: of the ratio of the batches, by which the rate is multiplied.
        ghosts: whether batch normalization sees ghost batches of the small size.
        as_many_updates: whether the epochs grow with the batch.
    """

    large: bool = True
    power: float = 0.0
    ghosts: bool = False
    as_many_updates: bool = False


REGIMES = {
    "small": Regime(large=False),
    "large": Regime(),
    "rate": Regime(power=0.5),
    "linear": Regime(power=1.0),
    "ghost": Regime(power=0.5, ghosts=True),
    "updates": Regime(as_many_updates=True),
    "all": Regime(power=0.5, ghosts=True, as_many_updates=True),
}
ENDS = ("small", "large")
OF_NETWORK = ("layers", "units", "features")


def measure(cells):
    """Each cell is set beside the small and the large batch of its own seed."""
    runs = {(name, cell.seed): cell for cell in cells for name in compared(cell)}
    plans = {run: plan_of(run[0], cell.settings) for run, cell in runs.items()}
    rows = {}
    for plan in sorted(set(plans.values())):
        together = {run: cell for run, cell in runs.items() if plans[run] == plan}
        rows |= zip(together, train(together, *plan), strict=True)
    for cell in cells:
        yield outcome(cell, *(rows[name, cell.seed] for name in compared(cell)))


def compared(cell):
    """The regime of a cell, then those that it is compared with."""
    return cell.settings["regime"], *ENDS


def plan_of(name, settings):
    """Batch size and epochs of a regime."""
    regime, epochs = REGIMES[name], settings["epochs"]
    if regime.as_many_updates:
        epochs *= settings["large"] // settings["small"]
    return settings["large" if regime.large else "small"], epochs


def train(runs, batch_size, epochs):
    """The rows of runs, (regime, seed) -> cell, that share a batch size and epochs."""
    dataset = dataset_of(next(iter(runs.values())).data)
    steps = epochs * -(-len(dataset.x_train) // batch_size)
    arguments = [
        {"seed": seed, "steps": steps, **network_of(name, cell.settings)}
        for (name, seed), cell in runs.items()
    ]
    x, test = (a.reshape(len(a), -1) for a in (dataset.x_train, dataset.x_test))
    result = sweeps.fit_many(
        build,
        x,
        dataset.y_train,
        arguments,
        batch_size=batch_size,
        epochs=epochs,
        validation_data=(test, dataset.y_test),
    )
    return result.rows


def network_of(name, settings):
    """The arguments of the network of a regime."""
    regime, ratio = REGIMES[name], settings["large"] / settings["small"]
    return {
        **{key: settings[key] for key in OF_NETWORK},
        "ghost": settings["small"] if regime.ghosts else None,
        "learning_rate": settings["rate"] * ratio**regime.power,
    }


def outcome(cell, row, small, large):
    """Test accuracies in percent, against those of the small and the large batch."""
    accuracy, upper, lower = (percent(each) for each in (row, small, large))
    metrics = {
        "accuracy": row["history"]["val_accuracy"],
        "test_accuracy": known(accuracy),
        "train_loss": row["history"]["loss"][-1],
        "steps": row["run"]["steps"],
        "rate": row["run"]["learning_rate"],
        "gap": known(upper - accuracy),
        "above_half": known(accuracy - (upper + lower) / 2),
    }
    return Outcome(cell, metrics, seconds=row["seconds"])


def percent(row):
    """The last test accuracy; not a number for a run that diverged."""
    value = row["history"]["val_accuracy"][-1]
    return math.nan if value is None else 100 * value


def known(value):
    return value if math.isfinite(value) else None
