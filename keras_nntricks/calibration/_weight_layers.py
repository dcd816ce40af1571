"""The layers of a model that a calibration may scale."""

import numpy as np

from keras_nntricks._arguments import require
from keras_nntricks.calibration._checked import checked_model
from keras_nntricks.calibration._kernel import find_kernel


def kernels_below(model):
    """Layer -> kernel of the layers below the model; a tied kernel once."""
    kernels, variables = {}, set()
    for layer in checked_model(model):
        kernel = find_kernel(layer)
        if kernel is not None and id(kernel.variable) not in variables:
            kernels[layer] = kernel
            variables.add(id(kernel.variable))
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
