"""Gradients by torch."""

import numpy as np


def compiled(function):
    """The function, and it with its gradient, at a list of float64 arrays and more."""
    import keras
    import torch

    def tensors_of(arrays):
        return [keras.ops.convert_to_tensor(a, dtype="float64") for a in arrays]

    def value_at(arrays, *data):
        with torch.no_grad():
            return function(tensors_of(arrays), *data)

    def both_at(arrays, *data):
        tensors = [t.detach().requires_grad_() for t in tensors_of(arrays)]
        value = function(tensors, *data)
        if not value.requires_grad:
            return value, [np.zeros_like(array) for array in arrays]
        found = torch.autograd.grad(value, tensors, allow_unused=True)
        gradient = [
            np.zeros_like(array) if part is None else part.cpu().numpy()
            for part, array in zip(found, arrays, strict=True)
        ]
        return value.detach(), gradient

    return value_at, both_at
