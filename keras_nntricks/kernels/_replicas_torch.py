"""Sums over the processes of torch.distributed."""

import torch
from torch import distributed


class _AllReduce(torch.autograd.Function):
    """The gradient of a sum over processes is the sum of their gradients."""

    @staticmethod
    def forward(context, tensor):
        total = tensor.clone(memory_format=torch.contiguous_format)
        distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(context, gradient):
        return _AllReduce.apply(gradient)


def all_reduce(tensor):
    """The sum over all processes; without a process group the tensor itself."""
    if not (distributed.is_available() and distributed.is_initialized()):
        return tensor
    return _AllReduce.apply(tensor)
