"""Runs block after block, in this process or in workers, until nothing is left."""

from __future__ import annotations

import concurrent.futures
import os
import time

from benchmarks.engine.measuring import failed_rows
from benchmarks.engine.run import Held, Run
from benchmarks.engine.spec import reason_of
from keras_nntricks import engines

MAX_RETRIES = 2
POLL_SECONDS = 0.2
BUDGET = "budget"
# What a worker on another machine must know of this process.
SENT_TO_RAY = ("KERAS_BACKEND", "KERAS_NNTRICKS_DATA", "TF_CPP_MIN_LOG_LEVEL")


def run_here(run: Run) -> str | None:
    """Runs blocks in this process; each row is stored as soon as it is there.

    Returns:
        "budget" when the time was used up, None when nothing is left.
    """
    while True:
        held, any_left = run.take_block()
        if held is not None:
            if not _measure(run, held):
                return BUDGET
        elif not any_left:
            return None
        elif run.is_out_of_time():
            return BUDGET
        else:
            # Another process has the blocks that are left, and may yet die.
            time.sleep(POLL_SECONDS)


def _measure(run, held):
    """Whether the block was within the budget; if so it is stored now."""
    try:
        if not run.fits(held.block):
            return False
        for row in held.job.iter_rows():
            run.save([row])
        run.finish(held)
        return True
    finally:
        held.lock.release()


def run_in_workers(run: Run, num_workers: int | None = None) -> str | None:
    """Runs a block in each of some processes; this process alone stores rows.

    A block whose worker dies is run again, at most twice. Returns what `run_here`
    returns. On an exception, as Ctrl-C, finished blocks are stored first.
    """
    return _run_on(run, engines.processes(num_workers))


def run_on_ray(
    run: Run, num_workers: int | None = None, address: str = "local"
) -> str | None:
    """As `run_in_workers`, with the workers of a Ray cluster.

    A block whose process or machine is lost is run again, at most twice. Each machine
    needs this package, the sources and the data of this one: a worker that has others
    makes errors of its cells, not rows.
    """
    sent = {name: os.environ[name] for name in SENT_TO_RAY if name in os.environ}
    return _run_on(run, engines.ray(num_workers, address, env_vars=sent))


def _run_on(run, engine):
    with engine:
        run.num_workers = engine.num_workers
        workers = _Workers(run, engine)
        try:
            return workers.drive()
        finally:
            workers.leave()


class _Workers:
    def __init__(self, run, engine):
        self._run = run
        self._engine = engine
        self._running: dict[concurrent.futures.Future, Held] = {}
        self._deaths: dict[str, int] = {}
        self._stopped_by: str | None = None

    def drive(self):
        while True:
            any_left = self._stopped_by is None and self._fill()
            if not self._running and not any_left:
                return self._stopped_by
            if not self._running and self._run.is_out_of_time():
                return BUDGET
            self._wait()

    def leave(self):
        """Stores what is finished and gives all blocks back."""
        for future, held in self._running.items():
            if future.done():
                self._collect(future, held)
            held.lock.release()

    def _fill(self):
        """Gives idle workers blocks; whether any is left."""
        while len(self._running) < self._engine.num_workers:
            held, any_left = self._run.take_block()
            if held is None:
                return any_left
            if not self._run.fits(held.block):
                held.lock.release()
                self._stopped_by = BUDGET
                return False
            self._running[self._engine.submit(held.job.rows)] = held
        return True

    def _wait(self):
        if not self._running:
            time.sleep(POLL_SECONDS)
            return
        first = concurrent.futures.FIRST_COMPLETED
        done, _ = concurrent.futures.wait(self._running, POLL_SECONDS, first)
        for future in done:
            self._collect(future, self._running[future])
            self._running.pop(future).lock.release()

    def _collect(self, future, held):
        """Stores what a worker has sent, or says why it sent nothing."""
        error = future.exception()
        if isinstance(error, engines.WorkerDied):
            self._bury(held, str(error))
        elif error is not None:
            self._run.save(failed_rows(held.block, held.context, reason_of(error)))
        else:
            self._run.save(future.result())
            self._run.finish(held)

    def _bury(self, held, reason):
        """Leaves the block to be taken again, or makes errors of it after retries."""
        name = held.block.name
        self._deaths[name] = self._deaths.get(name, 0) + 1
        again = self._deaths[name] <= MAX_RETRIES
        then = "It is run again." if again else "It is given up."
        self._run.display.line(f"{held.block.title}: {reason} {then}")
        if not again:
            self._run.save(failed_rows(held.block, held.context, reason))
