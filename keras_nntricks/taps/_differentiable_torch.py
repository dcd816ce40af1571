"""Gradients by torch."""

import numpy as np


def compiled(function):
    """The function and its gradient as functions of a list of float64 arrays."""
    import keras
    import torch

    def tensors_of(arrays):
        return [keras.ops.convert_to_tensor(a, dtype="float64") for a in arrays]

    def value_at(arrays):
        with torch.no_grad():
            return function(tensors_of(arrays))

    def gradient_at(arrays):
        tensors = [t.detach().requires_grad_() for t in tensors_of(arrays)]
        value = function(tensors)
        if not value.requires_grad:
            return [np.zeros_like(array) for array in arrays]
        found = torch.autograd.grad(value, tensors, allow_unused=True)
        return [
            np.zeros_like(array) if part is None else part.cpu().numpy()
            for part, array in zip(found, arrays, strict=True)
        ]

    return value_at, gradient_at
