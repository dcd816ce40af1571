"""The layout of the kernel that is being filled."""

from keras_nntricks.initializers import _layouts as layouts
from keras_nntricks.initializers._find_fans import described, may_be_kernel
from keras_nntricks.initializers._kernel_owner import kernel_owner
from keras_nntricks.initializers._layer_rules import layer_layout


def find_layout(shape, groups=None):
    """The layout, or None for a placeholder, whose values nobody uses.

    A Keras layer says it; any other kernel is (*window, inputs, outputs). `groups`
    overrules the layer.
    """
    owner = kernel_owner(shape)
    if owner.is_placeholder:
        return None
    if groups is None:
        found = layer_layout(owner.layer, owner.name, shape)
        if found is not None:
            return found
    if len(shape) < 2 or not may_be_kernel(owner):
        raise ValueError(
            f"{described(owner)} with shape {shape} is no kernel. For a bias or a "
            'scale use another initializer, such as "zeros" or "ones".'
        )
    return layouts.conv(shape, groups=groups or 1)
