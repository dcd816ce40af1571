"""The fans of the kernel that is being filled."""

from keras_nntricks._arguments import is_number, require
from keras_nntricks.initializers._fans import by_axes
from keras_nntricks.initializers._kernel_owner import kernel_owner
from keras_nntricks.initializers._layer_rules import is_of_keras, layer_fans


def find_fans(shape, input_axes, output_axes):
    """(fan_in, fan_out), or None for a placeholder, whose values nobody uses."""
    owner = kernel_owner(shape)
    if owner.is_placeholder:
        return None
    if input_axes is not None:
        return by_axes(shape, input_axes, output_axes)
    found = _said_by_layer(owner, shape)
    if found is None and owner.layer is not None:
        found = layer_fans(owner.layer, owner.name, shape)
    return _by_rank(owner, shape) if found is None else found


def _said_by_layer(owner, shape):
    said = getattr(owner.layer, "weight_fans", None)
    if said is None:
        return None
    found = said(owner.name, shape)
    rule = "None or two positive numbers, (fan_in, fan_out)"
    require(found is None or _is_pair(found), "weight_fans", rule, found)
    return found


def _is_pair(found):
    is_two = isinstance(found, tuple | list) and len(found) == 2
    return is_two and all(is_number(n) and n > 0 for n in found)


def _by_rank(owner, shape):
    is_kernel = may_be_kernel(owner)
    if len(shape) == 2 and is_kernel:
        return shape
    few = len(shape) < 2 or not is_kernel
    raise ValueError(
        f"The fans of {described(owner)} with shape {shape} are not known. "
        + (_NO_KERNEL if few else _TOO_MANY)
    )


def may_be_kernel(owner):
    """Whether the weight can be a kernel."""
    # Keras's other matrices are slopes, scales or the biases of gates.
    return owner.name == "kernel" or not is_of_keras(type(owner.layer))


def described(owner):
    """The weight and its layer, in words."""
    if owner.layer is None:
        return "a weight (no Keras layer is being built)"
    layer = owner.layer
    return f"weight {owner.name!r} of layer {layer.name!r} ({type(layer).__name__})"


_NO_KERNEL = (
    "Only a kernel has fans; for a bias or a scale use another initializer, such as "
    '"zeros" or "ones", or pass `input_axes` and `output_axes`.'
)
_TOO_MANY = (
    "Pass `input_axes` and `output_axes`, the axes whose sizes multiply to fan_in and "
    "to fan_out: a convolution kernel (height, width, inputs, outputs) has "
    "`input_axes=(0, 1, 2), output_axes=(0, 1, 3)`. Or give the layer a method "
    "`weight_fans(name, shape)` that returns (fan_in, fan_out)."
)
