"""The linear part of a layer with a kernel, channels last: dense or convolution."""

from keras import ops

from keras_nntricks.layers._patches import causal, patches


def shared(layer, inputs, kernel):
    """The layer's outputs before bias and activation, all examples with one kernel."""
    if not is_convolution(layer):
        return ops.matmul(inputs, kernel)
    is_causal = layer.padding == "causal"
    return ops.conv(
        causal(inputs, layer.kernel_size, layer.dilation_rate) if is_causal else inputs,
        kernel,
        strides=list(layer.strides),
        padding="valid" if is_causal else layer.padding,
        data_format="channels_last",
        dilation_rate=layer.dilation_rate,
    )


def per_example(layer, inputs, kernels):
    """The same, each example with its own of the `kernels` (batch, ...)."""
    if not is_convolution(layer):
        places = _letters(len(inputs.shape) - 2)
        return ops.einsum(f"b{places}i,bio->b{places}o", inputs, kernels)
    seen = patches(
        inputs, layer.kernel_size, layer.strides, layer.dilation_rate, layer.padding
    )
    *places_shape, offsets, channels = ops.shape(seen)
    groups, filters = layer.groups, kernels.shape[-1]
    split = (offsets, groups, channels // groups)
    kernels_shape = (offsets, channels // groups, groups, filters // groups)
    places = _letters(len(layer.kernel_size))
    outputs = ops.einsum(
        f"b{places}kgc,bkcgf->b{places}gf",
        ops.reshape(seen, (*places_shape, *split)),
        ops.reshape(kernels, (ops.shape(kernels)[0], *kernels_shape)),
    )
    return ops.reshape(outputs, (*places_shape, filters))


def is_convolution(layer):
    """Whether the layer slides its kernel over places."""
    return hasattr(layer, "kernel_size")


def _letters(count):
    return "xyzuvw"[:count]
