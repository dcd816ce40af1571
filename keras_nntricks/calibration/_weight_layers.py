"""The layers of a model that a calibration may scale."""

import numpy as np

from keras_nntricks._arguments import require
from keras_nntricks.calibration._checked import checked_model
from keras_nntricks.calibration._kernel import find_kernel


def kernels_below(model):
    """Layer -> its kernel, for each layer below the model that has one."""
    found = {layer: find_kernel(layer) for layer in checked_model(model)}
    kernels = {layer: kernel for layer, kernel in found.items() if kernel is not None}
    free = any(not untouchable(kernel) for kernel in kernels.values())
    require(free, "model", "one with a trainable kernel that is not zero", model)
    return kernels


def untouchable(kernel):
    """Why the kernel is left alone, or nothing."""
    if not kernel.variable.trainable:
        return "frozen: left alone"
    return "" if np.any(kernel.matrices) else "its kernel is zero: left alone"


def parameters_of(kernels):
    """The kernels and biases of these layers."""
    biases = [getattr(layer, "bias", None) for layer in kernels]
    variables = [kernel.variable for kernel in kernels.values()]
    return variables + [bias for bias in biases if bias is not None]
