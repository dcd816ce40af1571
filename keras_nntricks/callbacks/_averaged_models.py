"""One model that averages the outputs of several with the same architecture."""

import keras

from keras_nntricks._arguments import require
from keras_nntricks._precise_dtype import precise_dtype


def averaged(model, weights):
    """A functional model: the mean output of copies with these weights."""
    inputs = keras.tree.map_structure(_input_like, _structure(model, "input"))
    copies = [_copy(model, i, w) for i, w in enumerate(weights, start=1)]
    names = _names_like(model)
    outputs = keras.tree.map_structure(_mean, names, *[copy(inputs) for copy in copies])
    return keras.Model(inputs, outputs, name=f"{model.name}_ensemble")


def _structure(model, side):
    """What goes in or comes out, as the model takes or gives it."""
    known = isinstance(model, keras.Sequential) or hasattr(model, "output_names")
    rule = "Sequential or functional, for its architecture to be copied"
    require(known, "model", rule, model)
    if isinstance(model, keras.Sequential):
        (tensor,) = getattr(model, f"{side}s")
        return tensor
    return getattr(model, side)


def _input_like(tensor):
    return keras.Input(batch_shape=tensor.shape, dtype=tensor.dtype, name=tensor.name)


def _names_like(model):
    """The names of the outputs, in the structure of the outputs."""
    outputs = _structure(model, "output")
    names = getattr(model, "output_names", ["output"])
    # A layer may have several outputs, and one tensor several places among them.
    once = [name if names.count(name) == 1 else "" for name in names]
    return keras.tree.pack_sequence_as(outputs, once)


def _copy(model, number, weights):
    copy = keras.models.clone_model(model)
    copy.name = f"snapshot_{number}"
    copy.set_weights(weights)
    return copy


def _mean(name, *outputs):
    dtype = precise_dtype(outputs[0].dtype)
    layer = keras.layers.Average(dtype=dtype, name=name or None)
    return layer(list(outputs))
