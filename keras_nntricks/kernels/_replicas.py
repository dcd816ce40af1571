"""Sums over the replicas of a distributed training step."""

import keras


def sum_over_replicas(tensors):
    """Adds tensors over all replicas: tf.distribute's, or torch.distributed's.

    On JAX a batch that is spread over devices is one array, whose sums are over all of
    it already.

    Args:
        tensors: list of float tensors.

    Returns:
        List of the sums. Gradients flow through. Without replicas, the tensors.

    Raises:
        ValueError: if the backend is none of these three.

    Example:
    >>> from keras import ops
    >>> [float(total) for total in sum_over_replicas([ops.array(2.0)])]
    [2.0]
    """
    backend = keras.backend.backend()
    if backend == "tensorflow":
        from keras_nntricks.kernels._replicas_tensorflow import all_reduce
    elif backend == "torch":
        from keras_nntricks.kernels._replicas_torch import all_reduce
    elif backend == "jax":
        return list(tensors)
    else:
        raise ValueError(
            "`synchronized=True` needs the TensorFlow, JAX or torch backend. "
            f"Received: backend={backend!r}."
        )
    return [all_reduce(tensor) for tensor in tensors]
