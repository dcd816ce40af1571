"""What torch itself keeps of a training."""

import contextlib

import torch


@contextlib.contextmanager
def removed(variables):
    """Puts the generators of all devices and the gradients back."""
    before = [(variable.value, variable.value.grad) for variable in variables]
    copies = [grad if grad is None else grad.clone() for _, grad in before]
    try:
        with torch.random.fork_rng(range(torch.cuda.device_count())):
            yield
    finally:
        for (tensor, grad), copy in zip(before, copies, strict=True):
            tensor.grad = _put_back(grad, copy)


def _put_back(grad, copy):
    """The same tensor as before with the values that it had."""
    return grad if grad is None else grad.copy_(copy)
