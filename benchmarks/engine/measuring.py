"""Measures the cells of a block and makes one row of each."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import time
from collections.abc import Iterator

from benchmarks.engine.contexts import run_context
from benchmarks.engine.environment import environment
from benchmarks.engine.keys import Context, canonical, cell_key
from benchmarks.engine.plan import Block
from benchmarks.engine.registry import Registry
from benchmarks.engine.spec import Cell, Experiment, Outcome, reason_of


class OtherContextError(RuntimeError):
    """A worker has other sources, other data or another backend than its driver."""


@dataclasses.dataclass(frozen=True)
class Job:
    """A block and what its rows need; small, so that a worker can be sent it."""

    package: str
    block: Block
    context: Context

    def rows(self) -> list[dict]:
        """All rows at once: what a worker sends back.

        Raises:
            OtherContextError: if what is here is not what the driver would measure.
        """
        here = _context_here(self.package, self.block.experiment, self.block.scale)
        if here != self.context:
            raise OtherContextError(_difference(here, self.context))
        return list(self.iter_rows())

    def iter_rows(self) -> Iterator[dict]:
        """Rows as they are finished."""
        experiment = Registry(self.package).load(self.block.experiment)
        return measured(experiment, self.block, self.context)


# Once per process: what it has imported stays, whatever becomes of the files.
@functools.cache
def _context_here(package, name, scale):
    import keras

    registry = Registry(package)
    experiment = registry.load(name)
    return run_context(experiment, scale, registry, keras.backend.backend())


def _difference(here, wanted):
    fields = dataclasses.asdict(wanted)
    found = [
        f"{k} {getattr(here, k)}, not {v}"
        for k, v in fields.items()
        if getattr(here, k) != v
    ]
    return f"This worker differs from its driver: {'; '.join(found)}."


def measured(experiment: Experiment, block: Block, context: Context) -> Iterator[dict]:
    """One row per cell; an exception becomes an error row of its cell alone."""
    start = time.perf_counter()
    for outcome in _isolated(experiment, list(block.cells)):
        seconds = time.perf_counter() - start
        start = time.perf_counter()
        yield _row(_checked(experiment, outcome), context, seconds)


def failed_rows(block: Block, context: Context, reason: str) -> list[dict]:
    """Error rows of a whole block that could not be measured."""
    outcomes = [Outcome(cell, {}, "error", reason) for cell in block.cells]
    return [_row(outcome, context, None) for outcome in outcomes]


def _isolated(experiment, cells):
    """The outcomes of the cells; after an exception the rest is run singly."""
    waiting = {id(cell): cell for cell in cells}
    try:
        for outcome in experiment.measure(cells):
            waiting.pop(id(outcome.cell), None)
            yield outcome
    except Exception as error:
        if len(cells) == 1:
            yield Outcome(cells[0], {}, "error", reason_of(error))
            return
        for cell in waiting.values():
            yield from _isolated(experiment, [cell])
        return
    for cell in waiting.values():
        yield Outcome(cell, {}, "error", "`measure` gave no outcome for this cell.")


def _checked(experiment, outcome):
    """The outcome with metrics as JSON has them, or an error that says why not."""
    unknown = sorted(set(outcome.metrics) - set(experiment.metrics))
    if unknown:
        reason = f"`measure` gave metrics that are not declared: {', '.join(unknown)}."
        return Outcome(outcome.cell, {}, "error", reason)
    lost: list[str] = []
    try:
        metrics = {k: _finite(v, k, lost) for k, v in outcome.metrics.items()}
    except TypeError as error:
        return Outcome(outcome.cell, {}, "error", str(error))
    reason = _joined(outcome.reason, lost)
    return dataclasses.replace(outcome, metrics=metrics, reason=reason)


def _row(outcome: Outcome, context: Context, seconds: float | None) -> dict:
    cell: Cell = outcome.cell
    return {
        "key": cell_key(cell, context),
        **{name: getattr(cell, name) for name in ("experiment", "arm", "scale")},
        "phase": cell.phase,
        "seed": cell.seed,
        "hyperparameters": _plain(cell.hyperparameters),
        "settings": _plain(cell.settings),
        "status": outcome.status,
        "reason": outcome.reason,
        "metrics": outcome.metrics,
        "seconds": outcome.seconds if outcome.seconds is not None else seconds,
        "data": cell.data,
        "data_hash": context.data_hash,
        "source_hash": context.source_hash,
        "backend": context.backend,
        "environment": environment(),
    }


def _plain(settings):
    return json.loads(canonical(settings))


def _finite(value, name, lost):
    """The value as JSON has it; a number that is not finite becomes None."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_finite(v, f"{name}[{i}]", lost) for i, v in enumerate(value)]
    if value is None or isinstance(value, (bool, int)):
        return value
    if not isinstance(value, float):
        raise TypeError(f"Metric {name!r} must hold numbers. Received: {value!r}.")
    if not math.isfinite(value):
        lost.append(f"{name} is {value}")
        return None
    return value


def _joined(reason, lost):
    more = f"not finite: {', '.join(lost[:8])}" if lost else None
    return "; ".join(part for part in (reason, more) if part) or None
