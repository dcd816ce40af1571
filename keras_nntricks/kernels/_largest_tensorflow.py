"""The maximum on TensorFlow, with a gradient in fewer passes over the whole input."""

import tensorflow as tf


def tensorflow_largest(x, axis):
    """See `largest`."""

    @tf.custom_gradient
    def maximum(x):
        y = tf.reduce_max(x, axis)

        def gradient(upstream):
            chosen = tf.cast(tf.equal(x, tf.expand_dims(y, axis)), x.dtype)
            share = upstream / tf.reduce_sum(chosen, axis)
            return chosen * tf.expand_dims(share, axis)

        return y, gradient

    return maximum(x)
