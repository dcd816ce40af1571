"""The dtype policy that a wrapper and its layer have in common."""

from keras_nntricks._arguments import require


def give_policy(wrapper, layer):
    """Gives the layer the wrapper's policy; a built layer must have it already."""
    if layer.dtype_policy != wrapper.dtype_policy:
        require(not layer.built, "dtype", "that of the built layer", wrapper.dtype)
        layer.dtype_policy = wrapper.dtype_policy
