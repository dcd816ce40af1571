"""What `fit_many` returns."""

import math

import numpy as np


def plain(value):
    """A log value as JSON takes it: a float or nested lists; not finite is None."""
    value = np.asarray(value, dtype="float64").tolist()
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return value if math.isfinite(value) else None


def make_row(run, history, diverged_at, steps_per_epoch, seconds):
    """The row of one run; the history is None from the epoch of divergence on."""
    if diverged_at is not None:
        good = diverged_at // steps_per_epoch
        history = {
            name: list(values[:good]) + [None] * (len(values) - good)
            for name, values in history.items()
        }
    return {
        "run": dict(run),
        "status": "done" if diverged_at is None else "diverged",
        "diverged_at": diverged_at,
        "history": history,
        "seconds": seconds,
    }


class FitManyResult:
    """The outcome of `fit_many`: one row and the final weights of every run.

    Attributes:
        rows: list of dicts, one per run, in the order of `runs`.
    """

    def __init__(self, task, rows, weights):
        self.rows = rows
        self._task = task
        self._weights = weights

    def weights(self, i):
        """The final weights of run `i`, arrays in the order of `get_weights()`."""
        return [np.asarray(weight) for weight in self._weights[i]]

    def model(self, i):
        """Run `i` as a Keras model: built anew, with its final weights.

        The optimizer is fresh. The call sets the global random seed, as the run did.
        """
        model = self._task.model(self.rows[i]["run"])
        self._task.create_weights(model)
        model.set_weights(self.weights(i))
        return model
