"""A train step in a `tf.function`; the only file here that imports tensorflow."""

import tensorflow as tf


def make_step(layer, inputs, cotangent, jit):
    """A function that runs the layer forward and backward, and its updates."""
    inputs, cotangent = tf.constant(inputs), tf.constant(cotangent)
    weights = [variable.value for variable in layer.trainable_variables]

    @tf.function(jit_compile=jit, autograph=False)
    def step(inputs, cotangent):
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = layer(inputs, training=True)
        gradients = tape.gradient(outputs, [inputs, *weights], cotangent)
        return outputs, gradients

    def run():
        results = step(inputs, cotangent)
        tf.test.experimental.sync_devices()
        return results

    return run


def temporary_bytes(step):
    """None: TensorFlow does not say what a program needs."""
    return None


def threads():
    """Threads of one operation; 0 stands for all cores."""
    return tf.config.threading.get_intra_op_parallelism_threads()
