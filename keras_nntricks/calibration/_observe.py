"""Runs a model once and shows each call of a layer to a function."""

import contextlib

from keras_nntricks._shadowed import shadowed


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
