from keras_nntricks.taps._snapshot import snapshot_backend


class Reading:
    """A number of a training step on its way to the host.

    It can be asked whether it has arrived, so that nobody waits for the device.
    Where the backend cannot tell (TensorFlow on an accelerator), it has not.

    Args:
        tensor: a tensor of the backend, or a number.

    Example:
    >>> import keras
    >>> from keras_nntricks import taps
    >>> reading = taps.Reading(keras.ops.array([1.0, 2.0]))
    >>> reading.value().tolist()
    [1.0, 2.0]

    Reference: JAX documentation, Asynchronous dispatch,
    https://docs.jax.dev/en/latest/async_dispatch.html.
    """

    def __init__(self, tensor):
        self._backend = snapshot_backend()
        self._sent = self._backend.send(tensor)

    def is_ready(self):
        """Whether `value` would wait for nothing."""
        return self._backend.is_ready(self._sent)

    def value(self):
        """The NumPy array; waits for the device where it must."""
        return self._backend.receive(self._sent)
