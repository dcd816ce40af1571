"""Shows a run: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import importlib.util
import sys


@contextlib.contextmanager
def display(done, needed):
    """The display that fits where standard output goes."""
    if sys.stdout.isatty() and importlib.util.find_spec("rich") is not None:
        with _bar(done, needed) as shown:
            yield shown
    else:
        yield PlainLines()


class PlainLines:
    """One line per finished block."""

    def line(self, text):
        """Prints the line at once, also into a pipe."""
        print(text, flush=True)

    def block(self, text, done, needed, left):
        """Prints the block and how far the run is."""
        self.line(f"{text}; {done} of {needed} cells done, {left} left")


@contextlib.contextmanager
def _bar(done, needed):
    from rich import progress

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[left]}"),
    )
    with progress.Progress(*columns) as shown:
        task = shown.add_task("starting", completed=done, total=needed, left="")
        yield _Bar(shown, task)


class _Bar:
    def __init__(self, progress, task):
        self._progress = progress
        self._task = task

    def line(self, text):
        self._progress.console.print(text, markup=False, highlight=False)

    def block(self, text, done, needed, left):
        self._progress.update(
            self._task,
            description=text,
            completed=done,
            total=needed,
            left=f"{left} left",
        )
