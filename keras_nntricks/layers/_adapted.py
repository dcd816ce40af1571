import keras
import numpy as np
from keras import ops

from keras_nntricks._arguments import require
from keras_nntricks._batches import batches
from keras_nntricks._precise_dtype import precise_dtype


def finite_array(name, value):
    """A given statistic as a float64 array, or None where it is to be learned."""
    if value is None:
        return None
    array = np.asarray(value)
    numeric = array.dtype.kind in "iuf" and bool(np.all(np.isfinite(array)))
    require(numeric, name, "finite numbers or None", value)
    return array.astype("float64")


class Adapted(keras.layers.Layer):
    """A layer that holds statistics: given as `mean`, or learned by `adapt`.

    A subclass makes `center` in `build`, and says how to collect: `_new_moments()`,
    `_rows(batch)` and `_take(moments)`.
    """

    def __init__(self, mean, **kwargs):
        # A mean is subtracted in float32, before half precision can round the inputs.
        super().__init__(autocast=False, **kwargs)
        self.mean = finite_array("mean", mean)
        self._is_adapted = mean is not None

    @property
    def statistics_dtype(self):
        """Float32, or float64 where the layer computes in float64."""
        return precise_dtype(self.compute_dtype)

    def adapt(self, data, batch_size=256, steps=None):
        """Learns the statistics of `data`, and forgets those of earlier data.

        Args:
            data: an array, a tuple (x, y), a `keras.utils.PyDataset`, or an iterable
                of batches: `tf.data.Dataset`, torch `DataLoader`, generator. Of
                batches (x, y) only x is used. It is read once.
            batch_size: int >= 1. Cuts arrays; an iterable has batches of its own.
            steps: int >= 1, the number of batches to read, or None for all.
        """
        require(self.mean is None, "mean", "None for a layer that adapts", self.mean)
        moments = self._new_moments()
        for batch in batches(data, batch_size, steps):
            moments.update(self._rows(self._checked(batch)))
        require(moments.count > 0, "data", "at least one example", data)
        self._take(moments)
        self._is_adapted = True

    def _checked(self, batch):
        single = isinstance(batch, np.ndarray) and batch.ndim > 1
        require(single, "data", "batches that are each one array of examples", batch)
        finite = bool(np.all(np.isfinite(batch)))
        require(finite, "data", "finite", batch)
        if not self.built:
            self.build((None, *batch.shape[1:]))
        return batch.astype("float64")

    def _add_statistic(self, name, shape):
        return self.add_weight(
            name=name,
            shape=shape,
            initializer=keras.initializers.Constant(float("nan")),
            dtype=self.statistics_dtype,
            trainable=False,
            autocast=False,
        )

    def _require_statistics(self):
        if not self._is_adapted:
            known = self._center_is_known()
            rule = "given, or learned by adapt(data), before the layer is used"
            require(known is not False, "mean", rule, self.mean)
            self._is_adapted = known is True

    def _center_is_known(self):
        """Whether weights came in, such as another model's; None where none can tell.

        While TensorFlow traces, and while a JAX trainer holds the values, they cannot
        be read.
        """
        try:
            with keras.StatelessScope():
                return not np.any(np.isnan(ops.convert_to_numpy(self.center)))
        except (NotImplementedError, TypeError):
            return None

    def load_own_variables(self, store):
        super().load_own_variables(store)
        self._is_adapted = self._center_is_known() is True

    def compute_output_spec(self, inputs):
        shape = self.compute_output_shape(inputs.shape)
        return keras.KerasTensor(shape, dtype=self.compute_dtype)
