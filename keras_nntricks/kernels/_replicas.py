"""Sums over the replicas of a distributed training step."""

import keras


def sum_over_replicas(tensors):
    """The sum of each tensor over all replicas; gradients flow through.

    On JAX a batch that is spread over devices is one array, whose sums are over all of
    it already.
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
