"""What the exponential units with weights share."""

from keras import ops

from keras_nntricks._precise_dtype import precise_dtype
from keras_nntricks.layers._shared_axes import weight_shape


def add_shape_weight(layer, name, input_shape, initializer, regularizer, constraint):
    """One weight per channel, which mixed precision leaves in float32."""
    return layer.add_weight(
        name=name,
        shape=weight_shape(input_shape, layer.shared_axes),
        initializer=initializer,
        regularizer=regularizer,
        constraint=constraint,
        autocast=False,
    )


def at_least_float32(weight):
    """The values, precise enough to divide by."""
    return ops.cast(weight, precise_dtype(weight.dtype))


def start_of(initializer):
    """The value of a weight at its start, where all channels start alike."""
    return float(ops.convert_to_numpy(initializer((1,), dtype="float32"))[0])
