"""The exponential linear units on TensorFlow, whose own kernels lose small values."""

import tensorflow as tf

from keras_nntricks.kernels._precision import are_numbers, in_float32_at_least


@in_float32_at_least
def tensorflow_elu(x, slope, depth, rate):
    """See `elu`."""
    if slope is None:
        return _scaled(_exact_elu(_scaled(x, rate)), depth)
    below = tf.where(x > 0, tf.zeros_like(x), x)
    lower = _scaled(_exact_expm1(_scaled(below, rate)), depth)
    return tf.where(x > 0, _scaled(x, slope), lower)


def _scaled(x, factor):
    return x if are_numbers(factor) and factor == 1 else x * factor


@tf.custom_gradient
def _exact_elu(x):
    """ELU by `tanh`; the fused gradient takes the output, as that of tf.nn.elu does."""
    y = tf.maximum(x, _expm1_below_zero(tf.minimum(x, 0.0)))
    return y, lambda upstream: tf.raw_ops.EluGrad(gradients=upstream, outputs=y)


@tf.custom_gradient
def _exact_expm1(x):
    y = _expm1_below_zero(x)
    return y, lambda upstream: upstream * (y + 1.0)


def _expm1_below_zero(x):
    """exp(x) - 1 = 2 t / (1 - t), t = tanh(x / 2): relative error of one rounding.

    tf.math.expm1 is as exact, and not vectorised on the CPU.
    """
    t = tf.tanh(0.5 * x)
    return (t + t) / (1.0 - t)
