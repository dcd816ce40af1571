"""TensorFlow's batch normalization kernel."""

import tensorflow as tf

SMALLEST_EPSILON = 1.001e-5  # of cuDNN


def takes(inputs, axis, epsilon):
    """Whether these are float32 images with the channels last.

    On inputs of other ranks, as images of one pixel, the kernel is slower than the
    composed form.
    """
    image = inputs.shape.rank == 4 and axis == 3
    return image and inputs.dtype == tf.float32 and epsilon >= SMALLEST_EPSILON


def batch_norm(inputs, gamma, beta, axis, epsilon):
    """Returns outputs, mean, and the variance divided by the number of values."""
    channels = inputs.shape[axis]
    outputs, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
        x=inputs,
        scale=tf.ones(channels) if gamma is None else gamma,
        offset=tf.zeros(channels) if beta is None else beta,
        mean=[],
        variance=[],
        epsilon=epsilon,
        exponential_avg_factor=1.0,
        data_format="NHWC",
        is_training=True,
    )
    # The kernel divides by the number of values less one.
    count = tf.cast(tf.size(inputs) // channels, tf.float32)
    biased = variance * (tf.maximum(count - 1, 1) / tf.maximum(count, 1))
    return outputs, tf.stop_gradient(mean), tf.stop_gradient(biased)
