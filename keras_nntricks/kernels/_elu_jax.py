"""The exponential linear units on JAX, with derivatives that XLA fuses well."""

import functools

import jax
from jax import numpy as jnp

from keras_nntricks.kernels._elu_composed import composed_elu
from keras_nntricks.kernels._precision import are_numbers, in_float32_at_least


def jax_elu(x, slope, depth, rate):
    """See `elu`."""
    by_numbers = are_numbers(depth, rate)
    return (composed_elu if by_numbers else _by_tensors)(x, slope, depth, rate)


@in_float32_at_least
def _by_tensors(x, slope, depth, rate):
    depth, rate = (jnp.asarray(value, x.dtype) for value in (depth, rate))
    if slope is None:
        return _smooth(x, depth, rate)
    return _kinked(slope, x, depth, rate)


@jax.custom_jvp
def _smooth(x, depth, rate):
    scaled = rate * x
    return depth * jnp.where(scaled > 0, scaled, jnp.expm1(jnp.minimum(scaled, 0)))


@_smooth.defjvp
def _tangent_of_smooth(primals, tangents):
    """By what the step puts out, or XLA would compute the exponential for each sum."""
    x, depth, rate = primals
    by_x, by_depth, by_rate = tangents
    y = _smooth(x, depth, rate)
    slope = (1 + jnp.minimum(y * (1 / depth), 0)) * (depth * rate)
    return y, slope * (by_x + x * (by_rate / rate)) + y * (by_depth / depth)


@functools.partial(jax.custom_jvp, nondiff_argnums=(0,))
def _kinked(slope, x, depth, rate):
    return jnp.where(x > 0, slope * x, depth * jnp.expm1(rate * jnp.minimum(x, 0)))


@_kinked.defjvp
def _tangent_of_kinked(slope, primals, tangents):
    x, depth, rate = primals
    by_x, by_depth, by_rate = tangents
    bend = jnp.expm1(rate * jnp.minimum(x, 0))
    growth = jnp.where(x > 0, 0, bend + 1)
    below = growth * (by_x * (depth * rate) + x * (by_rate * depth)) + bend * by_depth
    above = slope * x
    return (
        jnp.where(x > 0, above, depth * bend),
        jnp.where(x > 0, slope * by_x, below),
    )
