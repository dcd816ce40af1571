from keras import ops

from keras_nntricks._arguments import require


def patches(inputs, kernel_size, strides, dilation_rate, padding):
    """What each window of a convolution sees, (batch, *places, offsets, channels).

    `inputs` are (batch, *spatial, channels). Each offset of the kernel is one strided
    slice, so it works in any number of dimensions and has a gradient on each backend.
    """
    spans = [(k - 1) * d + 1 for k, d in zip(kernel_size, dilation_rate, strict=True)]
    if padding == "causal":
        inputs = causal(inputs, kernel_size, dilation_rate)
    elif padding == "same":
        sides = map(_same_padding, inputs.shape[1:-1], spans, strides)
        inputs = ops.pad(inputs, [(0, 0), *sides, (0, 0)])
    slices = [
        inputs[(slice(None), *map(_window, starts, spans, strides))]
        for starts in _offsets(kernel_size, dilation_rate)
    ]
    return ops.stack(slices, axis=-2)


def causal(inputs, kernel_size, dilation_rate):
    """Sequences with the zeros in front that a causal convolution sees."""
    before = dilation_rate[0] * (kernel_size[0] - 1)
    return ops.pad(inputs, [(0, 0), (before, 0), (0, 0)])


def _offsets(kernel_size, dilation_rate):
    """Where each entry of the kernel begins, in the order of the kernel's values."""
    starts = [()]
    for size, step in zip(kernel_size, dilation_rate, strict=True):
        starts = [(*start, k * step) for start in starts for k in range(size)]
    return starts


def _window(start, span, stride):
    """The places that one entry of the kernel meets; sizes need not be known."""
    return slice(start, (start + 1 - span) or None, stride)


def _same_padding(length, span, stride):
    """Zeros before and after, so that ceil(length / stride) places remain."""
    known = length is not None or stride == 1
    rule = "of known size where strides meet padding='same'"
    require(known, "inputs", rule, length)
    last = 0 if stride == 1 else (-(-length // stride) - 1) * stride - length + 1
    total = max(span - 1 + last, 0)
    return total // 2, total - total // 2
