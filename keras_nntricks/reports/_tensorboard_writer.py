"""A record for TensorBoard."""

import numpy as np

from keras_nntricks.reports._layer_numbers import LAYERS, WEIGHTS


class TensorBoardWriter:
    """Writes what is new in a record into a folder that TensorBoard shows.

    Scalars: the losses of the samples, the logs of the epochs, each statistic of each
    layer and weight. Histograms where they were recorded. Verdicts are texts. Steps are
    training steps. Needs tensorboardX (extra `plots`), neither TensorFlow nor
    TensorBoard; to look at it, `tensorboard --logdir LOG_DIR`.

    Args:
        log_dir: str or path. The folder of this run; it is made if it is missing.

    Example:
    >>> import pathlib
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
    ...     len(list(pathlib.Path(folder).glob("events.out.tfevents.*")))
    1
    """

    def __init__(self, log_dir):
        from tensorboardX import SummaryWriter

        self._written = {}
        self._summary = SummaryWriter(str(log_dir))

    def write(self, record):
        """Writes what has come to the record since the last call."""
        self._write_samples(record)
        self._write_epochs(record)
        self._write_histograms(record)
        for verdict in record.verdicts[self._new("verdicts", record.verdicts) :]:
            tag = f"verdicts/{verdict.rule}"
            self._summary.add_text(tag, str(verdict), verdict.step)
        self._summary.flush()

    def close(self):
        """Closes the file."""
        self._summary.close()

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
                        bars = _bars(np.asarray(counts), np.asarray(edges))
                        self._summary.add_histogram_raw(tag, **bars, global_step=step)

    def _new(self, name, items):
        """Where the items begin that were not written yet; they count as written."""
        start = self._written.get(name, 0)
        self._written[name] = len(items)
        return start

    def _add_scalars(self, step, columns, row):
        for tag, column in columns.items():
            if not np.isnan(column[row]):
                self._summary.add_scalar(tag, float(column[row]), int(step))


def _bars(counts, edges):
    """A histogram as TensorBoard has it; its sums take each bin at its centre."""
    centres = (edges[:-1] + edges[1:]) / 2
    return {
        "min": edges[0],
        "max": edges[-1],
        "num": counts.sum(),
        "sum": (counts * centres).sum(),
        "sum_squares": (counts * centres**2).sum(),
        "bucket_limits": edges[1:].tolist(),
        "bucket_counts": counts.tolist(),
    }


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
