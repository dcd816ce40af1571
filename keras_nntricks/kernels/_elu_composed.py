"""The exponential linear units in keras.ops, for any backend and for symbols."""

from keras import ops

from keras_nntricks.kernels._precision import in_float32_at_least


@in_float32_at_least
def composed_elu(x, slope, depth, rate):
    """See `elu`."""
    if slope is None:
        return depth * _two_branches(rate * x, 1.0, 1.0, 1.0)
    return _two_branches(x, slope, depth, rate)


def _two_branches(x, slope, depth, rate):
    above, zeros = x > 0, ops.zeros_like(x)
    # What is not taken is kept from overflowing: its gradient is 0 * exp(x).
    below = ops.where(above, zeros, x)
    return ops.where(above, slope * x, depth * ops.expm1(rate * below))
