"""Gradients by TensorFlow."""


def compiled(function):
    """The function, and it with its gradient, at a list of float64 arrays and more."""
    import tensorflow as tf

    def both_at(arrays, *data):
        tensors = [tf.convert_to_tensor(array) for array in arrays]
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(tensors)
            value = function(tensors, *data)
        found = tape.gradient(value, tensors, unconnected_gradients="zero")
        return value, [tf.convert_to_tensor(part).numpy() for part in found]

    def value_at(arrays, *data):
        return function([tf.convert_to_tensor(array) for array in arrays], *data)

    return value_at, both_at
