"""The exponential linear units on TensorFlow, whose own kernels lose small values."""

import tensorflow as tf

from keras_nntricks.kernels._precision import are_numbers, in_float32_at_least


@in_float32_at_least
def tensorflow_elu(x, slope, depth, rate):
    """See `elu`."""
    if are_numbers(depth, rate):
        return _by_numbers(depth * rate if slope is None else slope, depth, rate)(x)
    if slope is None:
        return _exact_elu(x * rate) * depth
    below = tf.where(x > 0, tf.zeros_like(x), x)
    return tf.where(x > 0, _scaled(x, slope), _exact_expm1(below * rate) * depth)


def _by_numbers(slope, depth, rate):
    @tf.custom_gradient
    def unit(x):
        bend = _expm1_below_zero(_scaled(tf.minimum(x, 0.0), rate))

        def gradient(upstream):
            grown = tf.raw_ops.EluGrad(gradients=upstream, outputs=bend)
            if depth * rate == slope:
                return _scaled(grown, slope)
            above = _scaled(upstream, slope)
            return tf.where(x > 0, above, _scaled(grown, depth * rate))

        return _scaled(tf.nn.relu(x), slope) + _scaled(bend, depth), gradient

    return unit


def _scaled(x, factor):
    return x if factor == 1 else x * factor


@tf.custom_gradient
def _exact_elu(x):
    y = tf.maximum(x, _expm1_below_zero(tf.minimum(x, 0.0)))
    return y, lambda upstream: tf.raw_ops.EluGrad(gradients=upstream, outputs=y)


@tf.custom_gradient
def _exact_expm1(x):
    y = _expm1_below_zero(x)
    return y, lambda upstream: upstream * (y + 1.0)


def _expm1_below_zero(x):
    """exp(x) - 1 = 2 t / (1 - t), t = tanh(x / 2), good to the last digits.

    tf.math.expm1 is so too, but not vectorised on the CPU.
    """
    t = tf.tanh(0.5 * x)
    return (t + t) / (1.0 - t)
