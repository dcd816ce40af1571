"""The layers of a model that a calibration may scale."""

import keras
import numpy as np

from keras_nntricks._arguments import require
from keras_nntricks._leaf_layers import below
from keras_nntricks.calibration._checked import checked_model
from keras_nntricks.calibration._kernel import find_kernel
from keras_nntricks.calibration._left_alone import require_plain_kernels


def kernels_below(model):
    """Layer -> kernel of the layers below the model; a tied kernel once."""
    kernels, variables = {}, set()
    layers, recurrent = checked_model(model), below(model, keras.layers.RNN)
    require_plain_kernels(layers)
    for layer in layers:
        kernel = None if layer in recurrent else find_kernel(layer)
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
