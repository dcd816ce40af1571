"""Which layer is asking for values, and for which of its weights.

Keras calls an initializer with a shape alone. The layer is on the stack of calls, in
one of three ways:

- `Layer.add_weight` makes the variable: the layer and the weight's name are there.
- A layer that is built while Keras traces (a model without `build`) gets a variable
  without a value. Each reading of it calls the initializer for a placeholder: only its
  shape is used. The layer that reads is on the stack, and is remembered.
- When the tracing ends Keras calls the initializer for the real values.

An initializer that has another one fill a part of a kernel says so with `part_of`.
"""

import contextlib
import contextvars
import dataclasses
import inspect
import weakref

import keras

_readers = weakref.WeakValueDictionary()
_part_and_whole = contextvars.ContextVar("_part_and_whole", default=(None, None))


@dataclasses.dataclass(frozen=True)
class Owner:
    """Who asks: `layer` is None where nobody is known."""

    layer: object = None
    name: str | None = None
    is_placeholder: bool = False


@contextlib.contextmanager
def part_of(whole, part):
    """While it lasts, the shape `part` belongs to the owner of `whole`."""
    token = _part_and_whole.set((part, whole))
    try:
        yield
    finally:
        _part_and_whole.reset(token)


def kernel_owner(shape):
    """The layer that is being built, if it asks for just this shape."""
    calls = _calls_outwards()
    variable, action = _variable_in_making(calls)
    part, whole = _part_and_whole.get()
    if shape == part:
        shape = whole
    if variable is None or tuple(variable.shape) != shape:
        return Owner()
    if action == "value":
        _remember(variable, calls)
        return Owner(is_placeholder=True)
    if action == "_deferred_initialize":
        return _owner_of(variable, calls)
    return _adding_weight(calls)


@dataclasses.dataclass(frozen=True)
class _Call:
    """One call on the stack; `name` is what its variable of this name holds."""

    action: str
    who: object
    name: object


def _calls_outwards():
    # Keras's own frames only, and not the frames themselves: before Python 3.13 a frame
    # whose variables were read keeps them alive until it returns.
    frame, calls = inspect.currentframe().f_back, []
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith("keras."):
            names, action = frame.f_locals, frame.f_code.co_name
            calls.append(_Call(action, names.get("self"), names.get("name")))
        frame = frame.f_back
    return calls


def _variable_in_making(calls):
    actions = ("value", "_deferred_initialize", "__init__")
    for call in calls:
        if isinstance(call.who, keras.Variable) and call.action in actions:
            return call.who, call.action
    return None, None


def _adding_weight(calls):
    for call in calls:
        if call.action == "add_weight" and isinstance(call.who, keras.layers.Layer):
            return Owner(call.who, call.name)
    return Owner()


def _remember(variable, calls):
    layer = _holder_on_stack(variable, calls)
    if layer is not None:
        _readers[id(variable)] = layer


def _owner_of(variable, calls):
    layer = _readers.get(id(variable))
    if layer is None or not _holds(layer, variable):
        layer = _holder_on_stack(variable, calls)
    return Owner(layer, variable.name)


def _holder_on_stack(variable, calls):
    seen = set()
    for call in calls:
        if isinstance(call.who, keras.layers.Layer):
            holder = _holder_within(call.who, variable, seen)
            if holder is not None:
                return holder
    return None


def _holder_within(layer, variable, seen):
    if id(layer) in seen or not _holds(layer, variable):
        return None
    seen.add(id(layer))
    for part in _layers_among(vars(layer).values()):
        holder = _holder_within(part, variable, seen)
        if holder is not None:
            return holder
    return layer


def _holds(layer, variable):
    # By identity: variables compare elementwise.
    return any(weight is variable for weight in layer.weights)


def _layers_among(values):
    for value in values:
        if isinstance(value, keras.layers.Layer):
            yield value
        elif isinstance(value, dict):
            yield from _layers_among(value.values())
        elif isinstance(value, list | tuple):
            yield from _layers_among(value)
