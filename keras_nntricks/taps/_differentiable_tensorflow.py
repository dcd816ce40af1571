"""Gradients by TensorFlow."""


def compiled(function):
    """The function and its gradient as functions of a list of float64 arrays."""
    import tensorflow as tf

    def gradient_at(arrays):
        tensors = [tf.convert_to_tensor(array) for array in arrays]
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(tensors)
            value = function(tensors)
        found = tape.gradient(value, tensors, unconnected_gradients="zero")
        return [tf.convert_to_tensor(part).numpy() for part in found]

    def value_at(arrays):
        return function([tf.convert_to_tensor(array) for array in arrays])

    return value_at, gradient_at
