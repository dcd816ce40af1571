"""A `measure` that trains all cells of a block with `sweeps.fit_many`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benchmarks.engine.keys import canonical
from benchmarks.engine.spec import Cell, Measure, Outcome
from keras_nntricks._arguments import require

OF_TRAINING = ("epochs", "batch_size")


def measure_training(
    build: Callable[..., Any],
    metrics: Callable[[Mapping, Any, int, Cell], Mapping[str, Any]],
    epochs: int | None = None,
    batch_size: int = 32,
    arrays: Callable[..., tuple] | None = None,
    of_arrays: tuple[str, ...] = (),
) -> Measure:
    """Makes the `measure` of an experiment that trains networks on a data set.

    The settings and hyperparameters of a cell are the arguments of `build`, save
    "epochs" and "batch_size", which replace the arguments here, and those of
    `arrays`. All cells of a block that agree in these train together and see the
    validation data after every epoch.

    Args:
        build: function of the settings that returns a compiled `keras.Model`.
        metrics: `metrics(row, result, i, cell)` gives the metrics of run `i`, from
            its row or from the whole result of `fit_many`.
        epochs: number of epochs of cells that do not set it.
        batch_size: examples per step of cells that do not set it.
        arrays: `arrays(dataset, **settings)` gives `(x, y), (x_val, y_val)` to train
            on and to validate with. Defaults to the arrays of the data set.
        of_arrays: names of the settings that `arrays` gets and `build` does not.
    """
    defaults = {"epochs": epochs, "batch_size": batch_size}
    make = arrays or _plain_arrays

    def measure(cells: list[Cell]) -> Iterator[Outcome]:
        for training, chosen, group in _groups(cells, defaults, of_arrays):
            runs = [_run(cell, OF_TRAINING + of_arrays) for cell in group]
            given = make(dataset_of(group[0].data), **chosen)
            result = _trained(build, given, runs, training)
            yield from _outcomes(result, metrics, group)

    return measure


@functools.cache
def dataset_of(name: str):
    """The data set of that name, read once."""
    from benchmarks import data

    return data.load(name)


def _plain_arrays(dataset):
    return (
        (dataset.x_train, dataset.y_train),
        (dataset.x_validation, dataset.y_validation),
    )


def _groups(cells, defaults, of_arrays):
    """What a training is given, what makes its arrays, the cells that share both."""
    groups: dict[str, tuple[dict, dict, list[Cell]]] = {}
    for cell in cells:
        own = {k: v for k, v in cell.settings.items() if k in OF_TRAINING}
        training = {**defaults, **own}
        require(training["epochs"] is not None, "epochs", "set", None)
        chosen = {k: v for k, v in cell.settings.items() if k in of_arrays}
        key = canonical([cell.data, training, chosen])
        groups.setdefault(key, (training, chosen, []))[2].append(cell)
    return list(groups.values())


def _run(cell, left_out):
    settings = {k: v for k, v in cell.settings.items() if k not in left_out}
    return {"seed": cell.seed, **settings, **cell.hyperparameters}


def _trained(build, arrays, runs, training):
    from keras_nntricks import sweeps

    (x, y), validation = arrays
    return sweeps.fit_many(build, x, y, runs, validation_data=validation, **training)


def _outcomes(result, metrics, cells):
    for i, (row, cell) in enumerate(zip(result.rows, cells, strict=True)):
        found = metrics(row, result, i, cell)
        yield Outcome(cell, found, row["status"], _reason(row), row["seconds"])


def _reason(row):
    if row["status"] == "done":
        return None
    return f"The loss was not finite at step {row['diverged_at']}."
