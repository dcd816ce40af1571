"""A `measure` that trains all cells of a block with `sweeps.fit_many`."""

from __future__ import annotations

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
) -> Measure:
    """Makes the `measure` of an experiment that trains networks on a data set.

    The settings and hyperparameters of a cell are the arguments of `build`, save
    "epochs" and "batch_size", which replace the arguments here. All cells of a
    block that agree in these train together and see the validation data after
    every epoch.

    Args:
        build: function of the settings that returns a compiled `keras.Model`.
        metrics: `metrics(row, result, i, cell)` gives the metrics of run `i`, from
            its row or from the whole result of `fit_many`.
        epochs: number of epochs of cells that do not set it.
        batch_size: examples per step of cells that do not set it.
    """
    defaults = {"epochs": epochs, "batch_size": batch_size}

    def measure(cells: list[Cell]) -> Iterator[Outcome]:
        for training, group in _groups(cells, defaults):
            yield from _train(build, metrics, training, group)

    return measure


def _groups(cells, defaults):
    """Pairs of what a training is given and the cells that share it."""
    groups: dict[str, tuple[dict, list[Cell]]] = {}
    for cell in cells:
        own = {k: v for k, v in cell.settings.items() if k in OF_TRAINING}
        training = {**defaults, **own}
        require(training["epochs"] is not None, "epochs", "set", None)
        key = canonical([cell.data, training])
        groups.setdefault(key, (training, []))[1].append(cell)
    return list(groups.values())


def _train(build, metrics, training, cells):
    from benchmarks import data
    from keras_nntricks import sweeps

    dataset = data.load(cells[0].data)
    result = sweeps.fit_many(
        build,
        dataset.x_train,
        dataset.y_train,
        [_run(cell) for cell in cells],
        validation_data=(dataset.x_validation, dataset.y_validation),
        **training,
    )
    for i, (row, cell) in enumerate(zip(result.rows, cells, strict=True)):
        found = metrics(row, result, i, cell)
        yield Outcome(cell, found, row["status"], _reason(row), row["seconds"])


def _run(cell):
    settings = {k: v for k, v in cell.settings.items() if k not in OF_TRAINING}
    return {"seed": cell.seed, **settings, **cell.hyperparameters}


def _reason(row):
    if row["status"] == "done":
        return None
    return f"The loss was not finite at step {row['diverged_at']}."
