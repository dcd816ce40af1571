"""The maximum on torch, with a gradient in fewer passes over the whole input."""

import torch


def torch_largest(x, axis):
    """See `largest`."""
    return _Largest.apply(x, axis)


class _Largest(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, axis):
        y = torch.amax(x, axis)
        ctx.save_for_backward(x, y)
        ctx.axis = axis
        return y

    @staticmethod
    def backward(ctx, upstream):
        x, y = (tensor.detach() for tensor in ctx.saved_tensors)
        # Comparing straight into floats is twice as fast as by way of a mask.
        chosen = torch.empty_like(x)
        torch.eq(x, y.unsqueeze(ctx.axis), out=chosen)
        share = upstream / chosen.sum(ctx.axis)
        return chosen.mul_(share.unsqueeze(ctx.axis)), None
