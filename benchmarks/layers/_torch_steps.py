"""A train step in eager mode; the only file here that imports torch."""

import keras
import torch


def make_step(layer, inputs, cotangent, jit):
    """A function that runs the layer forward and backward, and its updates."""
    inputs = keras.ops.convert_to_tensor(inputs).requires_grad_()
    cotangent = keras.ops.convert_to_tensor(cotangent)
    weights = [variable.value for variable in layer.trainable_variables]

    def run():
        outputs = layer(inputs, training=True)
        gradients = torch.autograd.grad(
            outputs, [inputs, *weights], cotangent, allow_unused=True
        )
        return outputs, gradients

    return run


def temporary_bytes(step):
    """None: torch does not say what a program needs."""
    return None


def threads():
    """Threads of one operation."""
    return torch.get_num_threads()
