import keras
import numpy as np
from keras import ops

from keras_nntricks._arguments import is_integer, require
from keras_nntricks._streaming_moments import StreamingMean
from keras_nntricks.layers._adapted import Adapted


@keras.saving.register_keras_serializable(package="keras_nntricks")
class MeanSubtraction(Adapted):
    """Subtracts the mean of the training data and leaves their scale alone.

        y = x - mean

    The mean is a weight that no optimizer moves. Give it as `mean`, or let `adapt`
    learn it from the training data, and only from them: validation and test data go
    through the same layer. It is learned in float64 in one pass over batches of any
    sizes, and saved with the model.

    Args:
        axis: int, tuple of ints or None. The axes along which the mean differs, as in
            `keras.layers.Normalization`: -1, the default, is a mean per channel;
            (1, 2, 3) the mean image of images; None one number for all.
        mean: number or array that is broadcast to the sizes of those axes, or None,
            the default, for `adapt` to learn.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: tensor of rank 2 or more; integers are allowed.

    Returns:
        Tensor of the same shape in the compute dtype of the layer. A mask passes.
        `inverse(outputs)` adds the mean again.

    Raises:
        ValueError: if `axis` is no axis but the batch axis or `mean` is not finite;
            when the layer is built, if `mean` does not fit or an axis is of unknown
            size; in `adapt`, if `data` are empty, not finite or no batches of arrays,
            or `mean` was given; in a call, if there is no mean yet. A compiled call,
            such as that of `predict`, cannot always tell: it gives NaN then.

    Adds: as many non-trainable weights as the mean has entries.
    Differs from Keras: `keras.layers.Normalization` divides by the deviation as well.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> layer = layers.MeanSubtraction()
    >>> layer.adapt(np.array([[0.0, 10.0], [2.0, 30.0]]))
    >>> np.array(layer(np.array([[1.0, 21.0]]))).tolist()
    [[0.0, 1.0]]

    Reference: LeCun et al., 1998, Efficient BackProp, section 4.3,
    https://doi.org/10.1007/3-540-49430-8_2; mean image and mean per channel:
    https://cs231n.github.io/neural-networks-2/.
    """

    def __init__(self, axis=-1, mean=None, **kwargs):
        super().__init__(mean, **kwargs)
        axes = axis if isinstance(axis, tuple | list) else (axis,)
        valid = axis is None or (axes and all(is_integer(a) and a != 0 for a in axes))
        require(valid, "axis", "None, or integers other than 0", axis)
        several = isinstance(axis, tuple | list)
        self.axis = tuple(map(int, axis)) if several else axis
        self.supports_masking = True

    def build(self, input_shape):
        kept = self._kept_axes(input_shape)
        sizes = tuple(input_shape[axis] for axis in kept)
        known = None not in sizes
        require(known, "input_shape", f"known along the axes {kept}", input_shape)
        self.center = self._add_statistic("mean", sizes)
        if self.mean is not None:
            rule = f"broadcastable to the shape {sizes}"
            require(_fits(self.mean.shape, sizes), "mean", rule, self.mean)
            self.center.assign(np.broadcast_to(self.mean, sizes))

    def _kept_axes(self, shape):
        rank = len(shape)
        axes = self.axis if isinstance(self.axis, tuple) else (self.axis,)
        axes = () if self.axis is None else axes
        kept = sorted({axis % rank for axis in axes if -rank < axis < rank})
        rule = f"distinct axes other than the batch axis of an input of rank {rank}"
        require(len(kept) == len(axes), "axis", rule, self.axis)
        return kept

    def _new_moments(self):
        return StreamingMean()

    def _rows(self, batch):
        kept = self._kept_axes(batch.shape)
        sizes = tuple(batch.shape[axis] for axis in kept)
        rule = f"of the sizes {tuple(self.center.shape)} along the axes {kept}"
        require(sizes == tuple(self.center.shape), "data", rule, batch)
        last = range(batch.ndim - len(kept), batch.ndim)
        return np.reshape(np.moveaxis(batch, kept, last), (-1, *sizes))

    def _take(self, moments):
        self.center.assign(moments.mean)

    def call(self, inputs):
        center = self._center_for(inputs)
        outputs = ops.subtract(ops.cast(inputs, self.statistics_dtype), center)
        return ops.cast(outputs, self.compute_dtype)

    def inverse(self, outputs):
        """Returns the inputs that give `outputs`."""
        outputs = ops.convert_to_tensor(outputs)
        center = self._center_for(outputs)
        inputs = ops.add(ops.cast(outputs, self.statistics_dtype), center)
        return ops.cast(inputs, self.compute_dtype)

    def _center_for(self, tensor):
        self._require_statistics()
        shape = [1] * len(tensor.shape)
        for axis, size in zip(
            self._kept_axes(tensor.shape), self.center.shape, strict=True
        ):
            shape[axis] = size
        return ops.reshape(self.center, shape)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "axis": self.axis,
            "mean": None if self.mean is None else self.mean.tolist(),
        }


def _fits(shape, sizes):
    """Whether an array of `shape` can be broadcast to `sizes`."""
    pairs = zip(shape[::-1], sizes[::-1], strict=False)
    return len(shape) <= len(sizes) and all(have in (1, want) for have, want in pairs)
