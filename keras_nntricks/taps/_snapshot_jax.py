"""Copies and flags on JAX."""

import jax
import numpy as np
from jax import numpy as jnp


@jax.jit
def copy(tensors):
    """Buffers of their own: the next step takes the state's buffers for itself."""
    return jax.tree.map(jnp.copy, tensors)


@jax.jit
def finite(tensors):
    """(tensors,) bool: whether each is finite."""
    return jnp.stack([_is_finite(tensor) for tensor in tensors])


def _is_finite(tensor):
    if not jnp.issubdtype(tensor.dtype, jnp.floating):
        return jnp.asarray(True)
    return jnp.isfinite(jnp.sum(tensor, dtype=jnp.promote_types(tensor.dtype, "f4")))


def send(tensor):
    """Starts the way to the host."""
    if isinstance(tensor, jax.Array):
        tensor.copy_to_host_async()
    return tensor


def is_ready(tensor):
    """Whether reading it waits for nothing."""
    return not isinstance(tensor, jax.Array) or tensor.is_ready()


def receive(tensor):
    """Its NumPy array."""
    return np.asarray(tensor)
