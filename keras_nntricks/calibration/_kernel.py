"""The kernel of a layer as matrices, whatever the layer does with it."""

import dataclasses
import math

import keras
import numpy as np

from keras_nntricks.calibration._full_precision import read, write

_TRANSPOSED = (
    keras.layers.Conv1DTranspose,
    keras.layers.Conv2DTranspose,
    keras.layers.Conv3DTranspose,
)
_DEPTHWISE = (keras.layers.DepthwiseConv1D, keras.layers.DepthwiseConv2D)


@dataclasses.dataclass(frozen=True)
class Kernel:
    """A kernel, and how to see it as matrices (groups, inputs, outputs).

    The kernel is reshaped to `split`, its axes are put into `order`, and the first
    `groups` of these are the groups, the last `outputs` the outputs.
    """

    variable: keras.Variable
    split: tuple[int, ...]
    order: tuple[int, ...]
    groups: int = 0
    outputs: int = 1

    @property
    def matrices(self):
        """The values in float64, of shape (groups, inputs, outputs)."""
        values = read(self.variable).reshape(self.split).transpose(self.order)
        sizes, first = values.shape, self.groups
        last = len(sizes) - self.outputs
        return values.reshape(math.prod(sizes[:first]), -1, math.prod(sizes[last:]))

    def assign(self, matrices):
        """Writes matrices of the shape of `matrices` back."""
        ordered = matrices.reshape([self.split[axis] for axis in self.order])
        values = ordered.transpose(np.argsort(self.order))
        write(self.variable, values.reshape(self.variable.shape))


def find_kernel(layer):
    """The kernel that makes the layer's outputs, or None.

    Recurrent layers have none: two kernels make their outputs.
    """
    variable = getattr(layer, "pointwise_kernel", getattr(layer, "kernel", None))
    is_kernel = isinstance(variable, keras.Variable) and len(variable.shape) >= 2
    if not is_kernel or hasattr(layer, "recurrent_kernel"):
        return None
    return _read(layer, variable) if "float" in variable.dtype else None


def _read(layer, variable):
    shape = tuple(variable.shape)
    axes = tuple(range(len(shape)))
    if isinstance(layer, keras.layers.EinsumDense):
        return Kernel(variable, shape, *_einsum_axes(layer.equation))
    if isinstance(layer, _TRANSPOSED):
        return Kernel(variable, shape, (*axes[:-2], axes[-1], axes[-2]))
    if isinstance(layer, _DEPTHWISE):
        return Kernel(variable, shape, (axes[-2], *axes[:-2], axes[-1]), 1)
    groups = getattr(layer, "groups", 1)
    split = (*shape[:-1], groups, shape[-1] // groups)
    return Kernel(variable, split, (axes[-1], *axes[:-1], len(shape)), 1)


def _einsum_axes(equation):
    """Order, number of axes that are groups, number of axes that are outputs."""
    inputs, kernel, outputs = einsum_terms(equation)
    groups = [i for i, a in enumerate(kernel) if a in inputs and a in outputs]
    summed = [i for i, a in enumerate(kernel) if a not in outputs]
    made = [i for i, a in enumerate(kernel) if a not in inputs]
    return (*groups, *summed, *made), len(groups), len(made)


def kept_letters(equation):
    """The kernel's letters in the outputs: those of the groups, then those made."""
    order, num_groups, num_made = _einsum_axes(equation)
    places = [*order[:num_groups], *order[len(order) - num_made :]]
    return [einsum_terms(equation)[1][place] for place in places]


def einsum_terms(equation):
    """The letters of the inputs, of the kernel and of the outputs."""
    return equation.replace("->", ",").replace(" ", "").split(",")


def orthonormal(matrices):
    """The nearest to each matrix in its own basis: orthonormal columns, or rows."""
    wide = matrices.shape[-2] < matrices.shape[-1]
    tall = matrices.swapaxes(-1, -2) if wide else matrices
    basis, triangle = np.linalg.qr(tall)
    diagonal = np.diagonal(triangle, axis1=-2, axis2=-1)
    basis = basis * np.where(diagonal < 0, -1.0, 1.0)[..., None, :]
    return basis.swapaxes(-1, -2) if wide else basis
