"""The numbers and arrays that losses, metrics and layers hold as attributes.

Keras's configurations leave some out: that of a Huber loss does not name its delta.
And an object of a user's own class may hold what its constructor drew.
"""

import functools
import numbers

import keras
import numpy as np

_OBJECTS = (keras.Loss, keras.Metric, keras.layers.Layer)


def held(value):
    """A nested list of the numbers and arrays below `value`; texts do not count."""
    return _held(value, set())


def _held(value, seen):
    if isinstance(value, keras.Variable):
        return "variable"
    if isinstance(value, numbers.Number | np.generic):
        return repr(value)
    if isinstance(value, np.ndarray) or keras.ops.is_tensor(value):
        array = keras.ops.convert_to_numpy(value)
        return [str(array.dtype), array.shape, array.tobytes()]
    if isinstance(value, dict):
        return [_held(entry, seen) for entry in value.values()]
    if isinstance(value, list | tuple):
        return [_held(entry, seen) for entry in value]
    if isinstance(value, _OBJECTS) and id(value) not in seen:
        seen.add(id(value))
        return [type(value).__qualname__, *_attributes(value, seen)]
    return None


def _attributes(value, seen):
    kept = sorted(vars(value).items())
    return [(k, _held(v, seen)) for k, v in kept if k not in _kerass_own()]


@functools.cache
def _kerass_own():
    """The attributes of every layer: its state, and not what makes it this layer."""
    return frozenset({*vars(keras.layers.Layer()), *vars(keras.Model()), "seed"})
