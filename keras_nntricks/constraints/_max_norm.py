import keras
from keras import ops

from keras_nntricks._arguments import is_integer, is_number, require
from keras_nntricks._precise_dtype import precise_dtype


@keras.saving.register_keras_serializable(package="keras_nntricks")
class MaxNorm(keras.constraints.Constraint):
    """Shortens the weights behind an output to a length of `max_value` at most.

        w * min(1, max_value / ||w||)

    The norm is over all weights that one output sees. Weights that are short enough
    keep every bit.

    A constraint sees a tensor and not its layer. With `axis=None` the norm is over all
    axes but the last, which is right for Dense (inputs, outputs) and for convolutions
    of any rank (..., inputs, outputs), grouped ones too; a vector is one vector. Where
    the axes mean something else, say which to sum over:

    | weight | axis |
    |---|---|
    | DepthwiseConv2D (height, width, channels, multiplier) | [0, 1] |
    | Conv2DTranspose (height, width, outputs, inputs) | [0, 1, 3] |
    | Embedding (words, size), each word's vector | 1 |

    On the kernel inside a `WeightNorm` it has no effect, because the length of that
    kernel does not change the output: put the constraint on the wrapper's scale.

    Args:
        max_value: number > 0. The greatest length (c in the papers). Defaults to 2.
        axis: int, list of int or None. The axes to sum over. None is all but the last.
            Defaults to None.

    Call arguments:
        value: float tensor, the weight.

    Returns:
        Tensor of the same shape and dtype. Norms are taken in float32 at least.

    Raises:
        ValueError: if `max_value` is not positive, or when called, if `axis` is not of
            this weight or the weight is a single number.

    Differs from Keras 3.15.1: `keras.constraints.MaxNorm` sums over axis 0 alone unless
    told otherwise, which for a convolution is the height of its window, and shrinks
    short weights as well, by the factor n / (n + 1e-7).

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import constraints
    >>> kernel = np.array([[3.0, 0.3], [4.0, 0.4]], "float32")
    >>> constrained = constraints.MaxNorm(1.0)(kernel)
    >>> lengths = np.linalg.norm(keras.ops.convert_to_numpy(constrained), axis=0)
    >>> [round(float(length), 4) for length in lengths]
    [1.0, 0.5]

    Reference: Hinton et al., 2012, https://arxiv.org/abs/1207.0580, appendix A.
    """

    def __init__(self, max_value=2, axis=None):
        positive = is_number(max_value) and max_value > 0
        require(positive, "max_value", "a positive number", max_value)
        integers = is_integer(axis) or _are_different_integers(axis)
        rule = "an int, different ints, or None"
        require(axis is None or integers, "axis", rule, axis)
        self.max_value = float(max_value)
        self.axis = list(map(int, axis)) if isinstance(axis, list | tuple) else axis

    def __call__(self, value):
        value = ops.convert_to_tensor(value)
        exact = ops.cast(value, precise_dtype(value.dtype))
        axes = self._axes(len(value.shape))
        norm = ops.sqrt(ops.sum(ops.square(exact), axis=axes, keepdims=True))
        too_long = norm > self.max_value
        # Where nothing is too long the divisor must not be zero.
        divisor = ops.where(too_long, norm, ops.ones_like(norm))
        shortened = ops.cast(exact * (self.max_value / divisor), value.dtype)
        return ops.where(too_long, shortened, value)

    def _axes(self, rank):
        require(rank > 0, "value", "a tensor of rank 1 or more", f"rank {rank}")
        if self.axis is None:
            return tuple(range(rank - 1)) or (0,)
        axes = self.axis if isinstance(self.axis, list) else [self.axis]
        places = {axis % rank for axis in axes if -rank <= axis < rank}
        rule = f"different axes of a weight of rank {rank}"
        require(len(places) == len(axes), "axis", rule, self.axis)
        return tuple(places)

    def get_config(self):
        return {"max_value": self.max_value, "axis": self.axis}


def _are_different_integers(axes):
    if not isinstance(axes, list | tuple) or not axes:
        return False
    return all(map(is_integer, axes)) and len(set(axes)) == len(axes)
