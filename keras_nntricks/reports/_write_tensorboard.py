"""A whole record for TensorBoard at once."""

from keras_nntricks.reports._tensorboard_writer import TensorBoardWriter


def write_tensorboard(record, log_dir):
    """Writes a record into a folder that TensorBoard shows (extra `plots`).

    Args:
        record: `keras_nntricks.monitors.Record`.
        log_dir: str or path. The folder of this run; it is made if it is missing.

    Example:
    >>> import pathlib
    >>> import tempfile
    >>> from keras_nntricks import monitors
    >>> from keras_nntricks.reports import write_tensorboard
    >>> record = monitors.Record(monitors.ModelFacts())
    >>> record.add_sample(0, 0, 0, {"loss": 2.3})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_tensorboard(record, folder)
    ...     len(list(pathlib.Path(folder).glob("events.out.tfevents.*")))
    1
    """
    with TensorBoardWriter(log_dir) as writer:
        writer.write(record)
