"""What the public Keras API lacks: one gradient for all backends."""

import keras
import numpy as np
from keras import ops


def to_numpy(tensor):
    """The values as float64 (bfloat16 has no NumPy type of its own)."""
    return np.asarray(ops.convert_to_numpy(ops.cast(tensor, "float32")), "float64")


def compiled(function, jit=True):
    """As the backend compiles it, on TensorFlow without XLA if asked; torch runs it."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        return tf.function(function, jit_compile=jit)
    if backend == "jax":
        import jax

        return jax.jit(function)
    return function


def gradients(function, arrays):
    """Gradients of the scalar `function(*tensors)` at `arrays`, as NumPy arrays."""
    tensors = [ops.convert_to_tensor(array, "float32") for array in arrays]
    return [
        to_numpy(g) for g in _BY_BACKEND[keras.backend.backend()](function, tensors)
    ]


def _tensorflow_gradients(function, tensors):
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(tensors)
        value = function(*tensors)
    return tape.gradient(value, tensors, unconnected_gradients="zero")


def _jax_gradients(function, tensors):
    import jax

    return jax.grad(function, argnums=tuple(range(len(tensors))))(*tensors)


def _torch_gradients(function, tensors):
    import torch

    leaves = [tensor.detach().clone().requires_grad_() for tensor in tensors]
    value = function(*leaves)
    return torch.autograd.grad(value, leaves, materialize_grads=True)


_BY_BACKEND = {
    "tensorflow": _tensorflow_gradients,
    "jax": _jax_gradients,
    "torch": _torch_gradients,
}
