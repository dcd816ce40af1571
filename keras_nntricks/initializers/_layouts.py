"""The layout of each kind of kernel, from its shape."""

import math

from keras_nntricks._arguments import require
from keras_nntricks.initializers._layout import Layout


def dense(shape):
    """(inputs, outputs)."""
    return Layout(shape, shape, inputs=(0,), outputs=(1,))


def conv(shape, strides=(1,), groups=1, is_causal=False):
    """(*window, inputs / groups, outputs); a stride skips inputs' windows."""
    *window, inputs, outputs = shape
    fits = outputs % groups == 0
    require(fits, "groups", f"a divisor of the {outputs} outputs", groups)
    split = (*window, inputs, groups, outputs // groups)
    return _three_roles(shape, split, strides, is_causal)


def depthwise(shape, strides=(1,), is_causal=False):
    """(*window, channels, multiplier); each output sees one channel."""
    *window, channels, multiplier = shape
    split = (*window, 1, channels, multiplier)
    return _three_roles(shape, split, strides, is_causal)


def transposed(shape, strides=(1,)):
    """(*window, outputs, inputs); a stride spreads the inputs' windows."""
    rank = len(shape) - 2
    return Layout(
        shape,
        shape,
        inputs=(rank + 1,),
        outputs=(rank,),
        strides=math.prod(strides),
        writes_window=True,
        **_window(shape[:-2]),
    )


def gated(shape, num_gates, strides=(1,)):
    """(*window, inputs, gates * units); each gate is a kernel of its own."""
    return conv(shape, strides, num_gates)


def lookup(shape):
    """(rows, features); each output is one weight of the row that was asked for."""
    return Layout(shape, shape, inputs=(), outputs=(1,), copies=(0,))


def einsum(shape, equation):
    """Letters that are summed are inputs, new letters outputs, shared ones copies."""
    operands, result = equation.replace("...", "").replace(" ", "").split("->")
    inputs, kernel = operands.split(",")
    for letter in set(inputs) - set(kernel) - set(result):
        raise ValueError(
            f"The fans of the kernel of einsum {equation!r} are not known: it sums "
            f"{letter!r}, which is no axis of the kernel. Pass `input_axes` and "
            "`output_axes`, the axes of the kernel that count, or give the layer a "
            "method `weight_fans(name, shape)` that returns (fan_in, fan_out)."
        )
    roles = {"inputs": [], "outputs": [], "copies": []}
    for axis, letter in enumerate(kernel):
        role = "outputs" if letter not in inputs else "copies"
        roles[role if letter in result else "inputs"].append(axis)
    return Layout(shape, shape, **{role: tuple(axes) for role, axes in roles.items()})


def _three_roles(shape, split, strides, is_causal):
    rank = len(shape) - 2
    return Layout(
        shape,
        split,
        inputs=(rank,),
        outputs=(rank + 2,),
        copies=(rank + 1,),
        strides=math.prod(strides),
        **_window(shape[:-2], is_causal),
    )


def _window(window, is_causal=False):
    # The tap of "same" padding; with "causal" padding the last one is the present.
    taps = tuple(size - 1 if is_causal else (size - 1) // 2 for size in window)
    return {"window": tuple(range(len(window))), "taps": taps}
