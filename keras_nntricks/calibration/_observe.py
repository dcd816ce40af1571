"""Runs a model once and shows each call of a layer to a function."""

import contextlib

import keras


def observe(model, inputs, watch):
    """Calls `model(inputs, training=False)` eagerly, watched; returns its outputs.

    `watch` maps a layer to `function(call_inputs, outputs)`, called at each call of
    that layer with the first argument of the call; what it returns, if not None,
    goes on in place of the outputs. The function may change weights and call
    `layer.call(call_inputs)` again, unwatched, the other arguments as they were.
    """
    failures = []
    with contextlib.ExitStack() as stack:
        for layer, function in watch.items():
            stack.enter_context(_watched(layer, function, failures))
        try:
            return model(inputs, training=False)
        except Exception:
            if failures:  # Keras rewords an error on its way out of a call
                raise failures[0] from None
            raise


def leaf_layers(model):
    """Every layer below the model that is no model itself, once, outermost first.

    In the order in which the models hold them; shared layers where first held.
    """
    found = {}
    _collect(model, found)
    return [layer for layer in found.values() if not isinstance(layer, keras.Model)]


def _collect(layer, found):
    for part in _parts(layer):
        if id(part) not in found:
            found[id(part)] = part
            _collect(part, found)


def _parts(layer):
    if isinstance(layer, keras.Model):
        return layer.layers
    return list(_layers_among(vars(layer).values()))


def _layers_among(values):
    for value in values:
        if isinstance(value, keras.layers.Layer):
            yield value
        elif isinstance(value, dict):
            yield from _layers_among(value.values())
        elif isinstance(value, list | tuple):
            yield from _layers_among(value)


@contextlib.contextmanager
def shadowed(thing, name, value):
    """The attribute of the instance is `value` for a while.

    Set past Keras, which would track it; put back however the block ends.
    """
    own = vars(thing)
    had, old = name in own, own.get(name)
    object.__setattr__(thing, name, value)
    try:
        yield
    finally:
        if had:
            object.__setattr__(thing, name, old)
        else:
            object.__delattr__(thing, name)


@contextlib.contextmanager
def _watched(layer, function, failures):
    original = layer.call

    def call(*args, **kwargs):
        inputs, again = _first(original, args, kwargs)
        outputs = again(inputs)
        with shadowed(layer, "call", again):
            with _kept(failures):
                changed = function(inputs, outputs)
        return outputs if changed is None else changed

    with shadowed(layer, "call", call):
        yield


@contextlib.contextmanager
def _kept(failures):
    try:
        yield
    except Exception as error:
        failures.append(error)
        raise


def _first(original, args, kwargs):
    """The first argument, and the call as a function of it."""
    if args:
        inputs, *others = args
        return inputs, lambda x, **new: original(x, *others, **{**kwargs, **new})
    name = next(iter(kwargs))
    return kwargs[name], lambda x, **new: original(**{**kwargs, name: x, **new})
