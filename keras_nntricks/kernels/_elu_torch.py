"""The exponential linear units by torch's own fused kernel."""

import torch

from keras_nntricks.kernels._precision import are_numbers, in_float32_at_least


def torch_elu(x, slope, depth, rate):
    """See `elu`."""
    if not are_numbers(depth, rate):
        return _by_tensors(x, slope, depth, rate)
    slope = depth * rate if slope is None else slope
    # The kernel multiplies both branches by its scale, the lower one by alpha too.
    return torch.ops.aten.elu(x, depth / slope, slope, rate)


@in_float32_at_least
def _by_tensors(x, slope, depth, rate):
    if slope is None:
        return depth * torch.nn.functional.elu(rate * x)
    above = torch.relu(x)
    # x - relu(x) has the gradient 1 at 0, and spares the mask of torch.where.
    return slope * above + depth * torch.expm1(rate * (x - above))
