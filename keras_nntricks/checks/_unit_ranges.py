"""The smallest and the largest output of each unit."""

import contextlib
import dataclasses

import keras
import numpy as np

from keras_nntricks._leaf_layers import layer_path, leaf_layers
from keras_nntricks._shadowed import shadowed


@dataclasses.dataclass
class UnitRange:
    """Over all outputs of a layer: (units,) each, and the values per unit."""

    minimum: np.ndarray
    maximum: np.ndarray
    count: int

    def update(self, rows):
        """Takes (values, units) in."""
        self.minimum = np.minimum(self.minimum, rows.min(axis=0))
        self.maximum = np.maximum(self.maximum, rows.max(axis=0))
        self.count += len(rows)


def unit_ranges(model, examples, paths):
    """Path -> `UnitRange` of the layers that are called, all examples put through."""
    found = {}
    with contextlib.ExitStack() as stack:
        for layer in leaf_layers(model):
            if layer_path(layer) in paths:
                call = _watching(layer, found)
                stack.enter_context(shadowed(layer, "call", call))
        for x, *_ in examples.batches:
            with keras.StatelessScope():
                model(x, training=False)
    return found


def _watching(layer, found):
    call, path = layer.call, layer_path(layer)

    def watched(*args, **kwargs):
        outputs = call(*args, **kwargs)
        rows = np.concatenate([_rows(o, layer) for o in keras.tree.flatten(outputs)])
        if path not in found:
            ends = rows.min(axis=0), rows.max(axis=0)
            found[path] = UnitRange(*ends, len(rows))
        else:
            found[path].update(rows)
        return outputs

    return watched


def _rows(outputs, layer):
    outputs = keras.ops.convert_to_numpy(keras.ops.stop_gradient(outputs))
    if getattr(layer, "data_format", None) == "channels_first":
        outputs = np.moveaxis(outputs, 1, -1)
    return outputs.reshape(-1, outputs.shape[-1])
