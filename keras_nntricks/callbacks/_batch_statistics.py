"""The statistics of batch normalization, computed anew when a callback says so."""

from collections.abc import Iterator

from keras_nntricks._arguments import require
from keras_nntricks._batch_norms import require_estimation
from keras_nntricks._batches import batches
from keras_nntricks.calibration import precise_batch_norm


class BatchStatistics:
    """Checks the arguments of `precise_batch_norm` now and calls it later.

    Args:
        data: what `precise_batch_norm` reads.
        again: None, or why the data will be read more than once.
        batch_size: int >= 1.
        num_batches: int >= 1 or None.
        estimator: `"pooled"` or `"averaged"`.
    """

    def __init__(self, data, again, batch_size, num_batches, estimator="pooled"):
        require_estimation(estimator, False, num_batches)
        batches(data, batch_size, num_batches)  # refuses what holds no examples
        once = again is not None and isinstance(data, Iterator)
        require(not once, "data", f"readable more than once {again}", data)
        self._data = data
        self._arguments = {
            "batch_size": batch_size,
            "num_batches": num_batches,
            "estimator": estimator,
        }

    def recompute(self, model):
        """Gives each layer of batch normalization the statistics of the data."""
        precise_batch_norm(model, self._data, **self._arguments)
