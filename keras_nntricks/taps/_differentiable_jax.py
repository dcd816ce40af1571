"""Gradients by JAX."""


def compiled(function):
    """The function, and it with its gradient, at a list of float64 arrays and more."""
    import jax

    return jax.jit(function), jax.jit(jax.value_and_grad(function))


def wide_arrays():
    """A context in which JAX does not turn float64 into float32."""
    import jax

    namespace = jax if hasattr(jax, "enable_x64") else jax.experimental
    return namespace.enable_x64(True)
