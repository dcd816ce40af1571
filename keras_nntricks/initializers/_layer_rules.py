"""What is known of Keras's layers: which kind of kernel each weight is."""

from keras_nntricks.initializers import _layouts as layouts


def layer_fans(layer, name, shape):
    """The fans of a Keras layer's weight, or None where it is not known."""
    layout = layer_layout(layer, name, shape)
    return None if layout is None else layout.fans()


def layer_layout(layer, name, shape):
    """The layout of a Keras layer's weight, or None where it is not known."""
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


def _of_its_rank(rule):
    """A kernel has one axis per stride, inputs and outputs; else it is not known."""

    def checked(layer, shape):
        return rule(layer, shape) if len(shape) == len(layer.strides) + 2 else None

    return checked


@_of_its_rank
def _convolution(layer, shape):
    is_causal = layer.padding == "causal"
    return layouts.conv(shape, layer.strides, layer.groups, is_causal)


@_of_its_rank
def _depthwise(layer, shape):
    return layouts.depthwise(shape, layer.strides, layer.padding == "causal")


@_of_its_rank
def _pointwise(layer, shape):
    return layouts.conv(shape)


@_of_its_rank
def _transposed(layer, shape):
    return layouts.transposed(shape, layer.strides)


def _einsum(layer, shape):
    return layouts.einsum(shape, layer.equation)


def _lookup(layer, shape):
    return layouts.lookup(shape) if len(shape) == 2 else None


def _matrix(layer, shape):
    return layouts.dense(shape)


def _gates(layer, shape):
    return layouts.gated(shape, shape[-1] // layer.units)


def _convolved_gates(layer, shape):
    return layouts.gated(shape, shape[-1] // layer.filters, layer.strides)


def _convolved_state_gates(layer, shape):
    return layouts.gated(shape, shape[-1] // layer.filters)


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
