"""The factor that keeps the signal's size through an activation."""

import numpy as np

from keras_nntricks._arguments import require
from keras_nntricks.activations._find_curve import find_curve
from keras_nntricks.activations._mean_square import (
    differentiation_matrix,
    mean_square,
)


def gain(activation, mode="forward"):
    """Returns the gain that keeps the signal's size through `activation`.

    For a standard normal pre-activation z and the activation f:

        forward:  1 / sqrt(E f(z)^2)      # the outputs' mean square stays 1
        backward: 1 / sqrt(E f'(z)^2)     # the gradients' mean square stays 1

    Weights of variance gain^2 / fan_in (forward) or gain^2 / fan_out (backward) then
    keep the size from layer to layer. ReLU gives sqrt(2) both ways.

    Keras's own activations are integrated in float64 from formulas of their own: the
    result is exact to 1e-10 on every backend. So are NumPy callables; their derivative
    is that of the polynomial through their values, and the backward gain is good to
    about 1e-9. A callable that computes in float32 gives about six digits forward and
    three backward. Where a function jumps, its derivative elsewhere counts, as in
    training.

    Args:
        activation: name of a Keras activation; a function of `keras.activations`,
            `keras.ops` or here; a `functools.partial` of one; a layer `Activation`,
            `ReLU`, `LeakyReLU` or `ELU`; a layer with a method `initial_activation()`
            that returns one of these, as layers here have that learn their shape; any
            callable that acts on each number by itself, of NumPy arrays or of tensors;
            None for no activation. For maxout see `maxout_gain`.
        mode: `"forward"` or `"backward"`. Defaults to `"forward"`.

    Returns:
        A float.

    Raises:
        ValueError: if the name is not known, the function mixes units (softmax), or
            its mean square is zero or infinite.

    Example:
    >>> round(gain("relu"), 10), round(gain("tanh"), 10)
    (1.4142135624, 1.5925374197)
    >>> round(gain("gelu", mode="backward"), 10)
    1.4811144127
    >>> round(gain(lambda x: np.maximum(x, 0.2 * x)), 10)
    1.3867504906

    Reference: He et al., 2015, https://arxiv.org/abs/1502.01852, eq. 7-14, which has
    the case of rectifiers.
    """
    require(mode in ("forward", "backward"), "mode", '"forward" or "backward"', mode)
    curve = find_curve(activation)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = (_forward if mode == "forward" else _backward)(curve, activation)
    of = "square" if mode == "forward" else "squared derivative"
    rule = f"a function whose mean {of} under N(0, 1) is not zero"
    require(mean > 0.0, "activation", rule, activation)
    return mean**-0.5


def _forward(curve, activation):
    return _measure(curve, lambda x, half: curve.value(x) ** 2, activation)


def _backward(curve, activation):
    if curve.slope is not None:
        return _measure(curve, lambda x, half: curve.slope(x) ** 2, activation)
    matrix = differentiation_matrix().T

    def square(x, half):
        values = curve.value(x)
        # A constant must give exactly 0.
        return ((values - values[:, :1]) @ matrix / half) ** 2

    return _measure(curve, square, activation, noise=100.0)


def _measure(curve, square, activation, noise=1.0):
    tolerance = 50.0 * noise * curve.precision
    depth = round(-0.75 * np.log2(curve.precision))
    return mean_square(square, tolerance, depth, activation)
