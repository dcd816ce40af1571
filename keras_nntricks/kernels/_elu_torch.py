"""The exponential linear units by torch's own fused kernels."""

import torch
from torch.nn import functional

from keras_nntricks.kernels._precision import are_numbers, in_float32_at_least


def torch_elu(x, slope, depth, rate):
    """See `elu`."""
    if not are_numbers(depth, rate):
        return _by_tensors(x, slope, depth, rate)
    # The kernel multiplies both branches by its scale, the lower one by alpha too.
    if slope is None:
        alpha = 1 / rate if rate else 0.0
        return torch.ops.aten.elu(x, alpha, depth * rate, rate)
    return torch.ops.aten.elu(x, depth / slope, slope, rate)


@in_float32_at_least
def _by_tensors(x, slope, depth, rate):
    depth, rate = (torch.as_tensor(value, dtype=x.dtype) for value in (depth, rate))
    if slope is None:
        return _Smooth.apply(x, *torch.broadcast_tensors(depth, rate))
    if slope != 1.0:
        return slope * _by_tensors(x, 1.0, depth / slope, rate)
    return _Kinked.apply(x, *torch.broadcast_tensors(depth, rate))


class _Smooth(torch.autograd.Function):
    """`depth * elu(rate * x)`, with two sums in fewer passes than by autograd."""

    @staticmethod
    def forward(ctx, x, depth, rate):
        unit = functional.elu_(x * rate)
        ctx.save_for_backward(x, depth, rate, unit)
        return unit * depth

    @staticmethod
    def backward(ctx, upstream):
        x, depth, rate, unit = ctx.saved_tensors
        if torch.is_grad_enabled():  # Somebody wants the gradient of the gradient.
            unit = functional.elu(x * rate)
        slope = torch.ops.aten.elu_backward(upstream, 1.0, 1.0, 1.0, True, unit)
        by_depth = (upstream * unit).sum_to_size(depth.shape)
        by_rate = depth * (slope * x).sum_to_size(depth.shape)
        return slope * (depth * rate), by_depth, by_rate


class _Kinked(torch.autograd.Function):
    """`x` above zero, `depth * expm1(rate * x)` below."""

    @staticmethod
    def forward(ctx, x, depth, rate):
        bend = torch.clamp(x, max=0.0).mul_(rate).expm1_()
        ctx.save_for_backward(x, depth, rate, bend)
        return torch.addcmul(torch.relu(x), bend, depth)

    @staticmethod
    def backward(ctx, upstream):
        x, depth, rate, bend = ctx.saved_tensors
        if torch.is_grad_enabled():  # Somebody wants the gradient of the gradient.
            bend = torch.expm1(rate * (x - torch.relu(x)))
        above = torch.ops.aten.threshold_backward(upstream, x, 0.0)
        below = torch.addcmul(upstream, upstream, bend).sub_(above)
        by_depth = (upstream * bend).sum_to_size(depth.shape)
        by_rate = depth * (below * x).sum_to_size(depth.shape)
        return torch.addcmul(above, below, depth * rate), by_depth, by_rate
