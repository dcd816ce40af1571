"""Fans of each kind of kernel, from its shape.

fan_in is the average number of inputs that feed one output unit, fan_out the average
number of outputs that one input unit feeds. Borders are not counted: the padding of a
convolution changes neither.
"""

import math

from keras_nntricks._arguments import require


def dense(shape):
    """(inputs, outputs)."""
    inputs, outputs = shape
    return inputs, outputs


def conv(shape, strides=(1,), groups=1):
    """(*window, inputs / groups, outputs); a stride skips inputs' windows."""
    *window, inputs, outputs = shape
    size = math.prod(window)
    return size * inputs, size * outputs / (groups * math.prod(strides))


def depthwise(shape, strides=(1,)):
    """(*window, channels, multiplier); each output sees one channel."""
    *window, _, multiplier = shape
    size = math.prod(window)
    return size, size * multiplier / math.prod(strides)


def transposed(shape, strides=(1,)):
    """(*window, outputs, inputs); a stride spreads the inputs' windows."""
    *window, outputs, inputs = shape
    size = math.prod(window)
    return size * inputs / math.prod(strides), size * outputs


def gated(shape, num_gates):
    """(*window, inputs, gates * units); each gate is a kernel of its own."""
    *window, inputs, outputs = shape
    size = math.prod(window)
    return size * inputs, size * outputs / num_gates


def lookup(shape):
    """(rows, features); each output is one weight of the row that was asked for."""
    return 1, shape[1]


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
    summed = [
        n for n, letter in zip(shape, kernel, strict=True) if letter not in result
    ]
    new = [n for n, letter in zip(shape, kernel, strict=True) if letter not in inputs]
    return math.prod(summed), math.prod(new)


def by_axes(shape, input_axes, output_axes):
    """The products of the sizes of the axes that were named."""
    named = {"input_axes": input_axes, "output_axes": output_axes}
    for name, axes in named.items():
        exist = all(-len(shape) <= axis < len(shape) for axis in axes)
        require(exist, name, f"axes of the kernel's shape {shape}", axes)
    inputs = math.prod(shape[axis] for axis in input_axes)
    return inputs, math.prod(shape[axis] for axis in output_axes)
