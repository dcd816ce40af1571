"""A record for TensorBoard."""

import os
import pathlib
import time

import numpy as np

from keras_nntricks.reports import _event_file as files
from keras_nntricks.reports._layer_numbers import LAYERS, WEIGHTS


class TensorBoardWriter:
    """Writes what is new in a record into an event file that TensorBoard shows.

    Scalars: the losses of the samples, the logs of the epochs, each statistic of each
    layer and weight. Histograms where they were recorded. Verdicts are texts. Steps are
    training steps. Nothing has to be installed to write; to look at it,
    `tensorboard --logdir LOG_DIR`.

    Args:
        log_dir: str or path. The folder of this run; it is made if it is missing.

    Example:
    >>> import tempfile
    >>> from keras_nntricks import monitors
    >>> from keras_nntricks.reports import TensorBoardWriter
    >>> record = monitors.Record(monitors.ModelFacts())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with TensorBoardWriter(folder) as writer:
    ...         record.add_sample(0, 0, 0, {"loss": 2.3})
    ...         writer.write(record)
    ...         record.add_sample(50, 0, 50, {"loss": 1.9})
    ...         writer.write(record)
    ...     "tfevents" in writer.path.name
    True
    """

    def __init__(self, log_dir):
        folder = pathlib.Path(log_dir)
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"events.out.tfevents.{time.time_ns()}.{os.getpid()}"
        self._written = {}
        self._file = self.path.open("xb")
        self._add(files.event(time.time(), version="brain.Event:2"))
        self._file.flush()

    def write(self, record):
        """Writes what has come to the record since the last call."""
        self._write_samples(record)
        self._write_epochs(record)
        self._write_histograms(record)
        for verdict in record.verdicts[self._new("verdicts", record.verdicts) :]:
            said = files.text(f"verdicts/{verdict.rule}", str(verdict))
            self._add_values(verdict.step, [said])
        self._file.flush()

    def close(self):
        """Closes the file."""
        self._file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _write_samples(self, record):
        start = self._new("samples", record.steps)
        columns = dict(_sample_columns(record))
        for row in range(start, len(record.steps)):
            self._add_scalars(record.steps[row], columns, row)

    def _write_epochs(self, record):
        start = self._new("epochs", record.epoch_ends)
        columns = {f"epoch/{name}": values for name, values in record.epochs.items()}
        for row in range(start, len(record.epoch_ends)):
            self._add_scalars(record.epoch_ends[row] - 1, columns, row)

    def _write_histograms(self, record):
        for kind, paths in record.histograms.items():
            for path, samples in paths.items():
                tag = f"{kind}/{path}"
                for step, counts, edges in samples[self._new(tag, samples) :]:
                    if np.all(np.isfinite(edges)):
                        bars = files.histogram(tag, list(counts), list(edges))
                        self._add_values(step, [bars])

    def _new(self, name, items):
        """Where the items begin that were not written yet; they count as written."""
        start = self._written.get(name, 0)
        self._written[name] = len(items)
        return start

    def _add_scalars(self, step, columns, row):
        known = {tag: c[row] for tag, c in columns.items() if not np.isnan(c[row])}
        self._add_values(step, [files.scalar(tag, v) for tag, v in known.items()])

    def _add_values(self, step, values):
        self._add(files.event(time.time(), step, values))

    def _add(self, data):
        self._file.write(files.framed(data))


def _sample_columns(record):
    """Pairs (tag, (samples,) values)."""
    yield "loss/batch", record.losses
    yield "loss/penalty", record.penalties
    yield "loss/window", record.window_losses
    for statistic in LAYERS:
        for path, values in zip(
            record.layer_paths, record.layer(statistic).T, strict=True
        ):
            yield f"outputs_{statistic}/{path}", values
    for statistic in WEIGHTS:
        for path, values in zip(
            record.weight_paths, record.weight(statistic).T, strict=True
        ):
            yield f"weights_{statistic}/{path}", values
