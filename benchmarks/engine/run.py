"""One call of `run`: what is left, which block is next, and where rows go."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from benchmarks.engine.contexts import data_hash_of, run_context
from benchmarks.engine.keys import Context
from benchmarks.engine.locks import BlockLock
from benchmarks.engine.measuring import Job
from benchmarks.engine.plan import Block, count, current_rows, identity, plan
from benchmarks.engine.registry import Registry
from benchmarks.engine.spec import Experiment
from benchmarks.engine.store import Store
from benchmarks.engine.timing import Projection, Timing


class Display(Protocol):
    """Shows people how a run goes on."""

    def line(self, text: str) -> None:
        """Something happened that is to be read."""

    def block(self, text: str, done: int, needed: int, left: Projection) -> None:
        """A block is finished; so many of the needed cells are done now."""


@dataclasses.dataclass(frozen=True)
class Held:
    """A block that this process has locked."""

    block: Block
    context: Context
    lock: BlockLock
    job: Job
    start: float


class Run:
    """The experiments of one scale on their way into one store.

    `num_workers` blocks run at once: who runs them says how many these are.

    Args:
        store: where rows go.
        experiments: what to run; those without the scale are left out.
        scale: name of the scale.
        registry: where the experiments came from.
        backend: name of the Keras backend of this process.
        display: is told what happens.
        seeds: number of final seeds, or None for the scale's own.
        budget_s: seconds after which no block is begun, or None.
        data_hash: name of a data set -> its hash.
    """

    def __init__(
        self,
        store: Store,
        experiments: Sequence[Experiment],
        scale: str,
        *,
        registry: Registry,
        backend: str,
        display: Display,
        seeds: int | None = None,
        budget_s: float | None = None,
        data_hash: Callable[[str], str] = data_hash_of,
    ):
        self.store = store
        self.display = display
        self.num_written = 0
        self.num_workers = 1
        self._scale = scale
        self._registry = registry
        self._seeds = seeds
        self._budget_s = budget_s
        self._experiments = [e for e in experiments if scale in e.scales]
        self._contexts = {
            e.name: run_context(e, scale, registry, backend, data_hash)
            for e in self._experiments
        }
        self._timing = Timing()
        self._first_try = store.num_tries_failed
        self._start = time.monotonic()
        store.create()

    def take_block(self) -> tuple[Held | None, bool]:
        """A block that is now locked for us, and whether any is left at all."""
        self.store.refresh()
        any_left = False
        for experiment in self._experiments:
            for block in self._plan(experiment):
                any_left = True
                held = self._hold(experiment, block)
                if held is not None:
                    return held, True
        return None, any_left

    def fits(self, block: Block) -> bool:
        """Whether a block may begin within the budget; the first always may."""
        if self._budget_s is None or not self._timing.num_blocks:
            return True
        expected = self._timing.seconds(block.experiment, len(block.cells)) or 0.0
        return self._elapsed() + expected <= self._budget_s

    def is_out_of_time(self) -> bool:
        """Whether the budget is used up."""
        return self._budget_s is not None and self._elapsed() > self._budget_s

    def save(self, rows: Sequence[Mapping]) -> None:
        """Stores rows and says which are errors."""
        self.num_written += self.store.append(rows)
        for row in rows:
            if row["status"] == "error":
                where = f"{row['experiment']} {row['arm']} seed {row['seed']}"
                last = (row["reason"] or "").splitlines()[-1:]
                self.display.line(f"{where}: error: {' '.join(last)}")

    def finish(self, held: Held) -> None:
        """Takes the time of a block whose rows are stored."""
        seconds = time.monotonic() - held.start
        cells = len(held.block.cells)
        self._timing.add(held.block.experiment, cells, seconds)
        text = f"{held.block.title}: {cells} cells in {seconds:.1f} s"
        self.display.block(text, *self.progress(), self.time_left())

    def progress(self) -> tuple[int, int]:
        """Cells done and cells needed, over all experiments, as far as is known."""
        counts = [self._count(experiment) for experiment in self._experiments]
        return sum(done for done, _ in counts), sum(needed for _, needed in counts)

    def time_left(self) -> Projection:
        """How long the cells that are left will take."""
        left = {}
        for experiment in self._experiments:
            done, needed = self._count(experiment)
            left[experiment.name] = needed - done
            self._timing.learn(experiment.name, self._rows(experiment))
        return self._timing.projected(left, self.num_workers)

    def failed_rows(self, since: int = 0) -> list[Mapping]:
        """The last errors of cells that have no row; `since` skips earlier tries."""
        errors = self.store.errors(since)
        return [
            row
            for name, context in self._contexts.items()
            for row in current_rows(errors, name, self._scale, context)
        ]

    def _rows(self, experiment):
        context = self._contexts[experiment.name]
        return current_rows(self.store.rows, experiment.name, self._scale, context)

    def _count(self, experiment):
        return count(experiment, self._scale, self._seeds, self._rows(experiment))

    def _plan(self, experiment):
        # A cell that failed in this run is left for the next one.
        errors = self.failed_rows(self._first_try)
        failed = [row for row in errors if row["experiment"] == experiment.name]
        avoid = {identity(row) for row in failed}
        return plan(experiment, self._scale, self._seeds, self._rows(experiment), avoid)

    def _hold(self, experiment, block):
        """The block under its lock, less what was done until the lock was ours."""
        context = self._contexts[experiment.name]
        parts = (block.name, context.backend, context.source_hash[:8])
        lock = BlockLock(self.store.folder, "-".join(parts))
        if not lock.acquire():
            return None
        self.store.refresh()
        for fresh in self._plan(experiment):
            if fresh.name == block.name:
                job = Job(self._registry.package, fresh, context)
                return Held(fresh, context, lock, job, time.monotonic())
        lock.release()
        return None

    def _elapsed(self):
        return time.monotonic() - self._start
