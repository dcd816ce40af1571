"""What is known of Keras's layers: which kind of kernel each weight is."""

import math

from keras_nntricks.initializers import _fans as fans


def layer_fans(layer, name, shape):
    """The fans of a Keras layer's weight, or None where it is not known."""
    for kind in type(layer).__mro__:
        # By name: some cells are not public, some layers not in every version.
        if is_of_keras(kind):
            rule = RULES.get((kind.__name__, name))
            if rule is not None:
                return rule(layer, shape)
    return None


def is_of_keras(kind):
    """Whether Keras itself defines this class."""
    return kind.__module__.split(".")[0] == "keras"


def _convolution(layer, shape):
    if len(shape) != len(layer.strides) + 2:
        return None
    return fans.conv(shape, layer.strides, layer.groups)


def _depthwise(layer, shape):
    if len(shape) != len(layer.strides) + 2:
        return None
    return fans.depthwise(shape, layer.strides)


def _pointwise(layer, shape):
    if len(shape) != len(layer.strides) + 2:
        return None
    return fans.conv(shape)


def _transposed(layer, shape):
    if len(shape) != len(layer.strides) + 2:
        return None
    return fans.transposed(shape, layer.strides)


def _einsum(layer, shape):
    return fans.einsum(shape, layer.equation)


def _lookup(layer, shape):
    return fans.lookup(shape) if len(shape) == 2 else None


def _matrix(layer, shape):
    return fans.dense(shape)


def _gates(layer, shape):
    return fans.gated(shape, shape[-1] // layer.units)


def _convolved_gates(layer, shape):
    fan_in, fan_out = fans.gated(shape, shape[-1] // layer.filters)
    return fan_in, fan_out / math.prod(layer.strides)


def _convolved_state_gates(layer, shape):
    return fans.gated(shape, shape[-1] // layer.filters)


def _for_each(kinds, **rules):
    return {(kind, name): rule for kind in kinds for name, rule in rules.items()}


RULES = {
    **_for_each(("Conv1D", "Conv2D", "Conv3D"), kernel=_convolution),
    **_for_each(("DepthwiseConv1D", "DepthwiseConv2D"), kernel=_depthwise),
    **_for_each(
        ("SeparableConv1D", "SeparableConv2D"),
        depthwise_kernel=_depthwise,
        pointwise_kernel=_pointwise,
    ),
    **_for_each(
        ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), kernel=_transposed
    ),
    **_for_each(("EinsumDense",), kernel=_einsum),
    **_for_each(("Embedding",), embeddings=_lookup),
    **_for_each(("ReversibleEmbedding",), reverse_embeddings=_matrix),
    **_for_each(
        ("SimpleRNNCell", "GRUCell", "LSTMCell"), kernel=_gates, recurrent_kernel=_gates
    ),
    **_for_each(
        ("ConvLSTMCell",),
        kernel=_convolved_gates,
        recurrent_kernel=_convolved_state_gates,
    ),
}
