"""The file that copies and reads on the backend in use."""

import keras


def snapshot_backend():
    """The module of this backend."""
    backend = keras.backend.backend()
    if backend == "jax":
        from keras_nntricks.taps import _snapshot_jax as module
    elif backend == "tensorflow":
        from keras_nntricks.taps import _snapshot_tensorflow as module
    elif backend == "torch":
        from keras_nntricks.taps import _snapshot_torch as module
    else:
        raise ValueError(
            "Snapshots need the TensorFlow, JAX or torch backend. "
            f"Received: backend={backend!r}."
        )
    return module
