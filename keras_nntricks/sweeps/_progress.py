"""The progress bar of a sweep."""

import contextlib


@contextlib.contextmanager
def progress_bar(total, shown):
    """Yields `advance(epochs)`; shows a bar with the projected time if asked to."""
    if not shown:
        yield lambda epochs=1: None
        return
    with _bar() as bar:
        task = bar.add_task("epochs of all runs", total=total)
        yield lambda epochs=1: bar.advance(task, epochs)


def _bar():
    try:
        from rich import console, progress
    except ImportError as error:
        message = "`progress=True` needs the package rich: pip install rich."
        raise ImportError(message) from error
    return progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("left:"),
        progress.TimeRemainingColumn(),
        console=console.Console(stderr=True),
    )
