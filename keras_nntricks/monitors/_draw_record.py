"""How a record hands itself to `reports`."""

import pathlib

from keras_nntricks import reports


def write_report(record, path, title):
    """Writes the page about a record and returns its path."""
    path = pathlib.Path(path)
    path.write_text(reports.training_report(record, title), encoding="utf-8")
    return path


def draw(record, what, ax):
    """Draws the losses, a value of the logs, or a statistic of layers or weights."""
    if what == "loss":
        return reports.plot_losses(record, ax)
    if what in record.epochs:
        return reports.plot_epochs(record, what, ax)
    return reports.plot_layers(record, what, ax)
