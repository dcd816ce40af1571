"""A training step on JAX: a pure function of the state.

What is traced below `value_and_grad` may leave it only as an auxiliary output. The
statistics travel at the end of the list of non-trainable variables, which every
training step hands on, and are cut off where the step ends.
"""

import contextlib
import functools
import itertools

import jax
import numpy as np
from jax.extend import core
from keras import optimizers

from keras_nntricks._shadowed import shadowed
from keras_nntricks.taps import _step
from keras_nntricks.taps._backend import backend
from keras_nntricks.taps._capture import Capture, capturing, current_capture
from keras_nntricks.taps._keras_internals import optimized_variables
from keras_nntricks.taps._packed import packed

ENDS = (StopIteration,)
_MANY = 2**16  # values of a layer's output


class _Carrier(Capture):
    """A capture whose arrays of the forward pass leave in a list that carries them."""

    carried = None

    def __init__(self, model, request, backend):
        super().__init__(model, request, backend)
        self.outer = self.place

    def add(self, array, *names):
        if self.carried is not None and trace_place() != self.outer:
            self.carried.append(array)
            array = None
        super().add(array, *names)

    def carry_in(self, variables):
        """From now on arrays go into this list."""
        self.carried = variables
        self.place = trace_place()
        self.start = len(variables)

    def carry_out(self, variables):
        """The list without the arrays, which go to their keys."""
        own, arrays = variables[: self.start], variables[self.start :]
        waiting = [key for key, array in self.arrays.items() if array is None]
        for key in waiting[len(arrays) :]:
            del self.arrays[key]  # the step did not hand on what came after its call
        self.arrays.update(zip(waiting, arrays, strict=False))
        self.carried = None
        return own


def trace_place():
    """What is traced now."""
    return core.get_opaque_trace_state()


def is_at(place, tensor):
    """Whether that is traced still, not a loop, a branch or a map in it."""
    return place == trace_place()


def either(values, condition, quick, exact):
    """What one of two functions gives that agree where the condition holds."""
    # Both are compiled: in vain for few values, and each time outside of a trace.
    if values.size < _MANY or not isinstance(condition, jax.core.Tracer):
        return exact()
    return jax.lax.cond(condition, quick, exact)


def dense(gradient):
    """The gradient as one tensor."""
    return gradient


def instrumented(model, request):
    """`function(state, iterator)` that measures; built and traced when called."""
    train_step, told, built = model.train_step, set(), []

    @functools.wraps(train_step)
    def capturing_train_step(state, data):
        capture = _Carrier(model, request, backend())
        with capturing(capture), _carrying(model, capture):
            logs, state = train_step(state, data)
            own = capture.carry_out(list(state[1])) if capture.carried else state[1]
            capture.batch(data)
        capture.warn_of_left_out(told)
        state = (state[0], own, *state[2:])
        return _step.with_arrays(logs, packed(capture.arrays)), state

    def function(state, iterator):
        if not built:
            with _placed_as(model, state):
                made = _step.remade_train_function(model, capturing_train_step)
            built.append(made)
        return built[0](state, iterator)

    return function


def _placed_as(model, state):
    """Keras asks the variables where they are; in an epoch they are in the state."""

    def placed():
        return tuple([array.sharding for array in part] for part in state)

    return shadowed(model, "_get_state_sharding_spec", placed)


@contextlib.contextmanager
def _carrying(model, capture):
    """The first call of the model and its loss hand the arrays on."""
    size = len(model.non_trainable_variables)
    call, compute_loss = model.stateless_call, model.stateless_compute_loss

    def stateless_call(trainable, others, *args, **kwargs):
        if capture.carried is not None:
            result = call(trainable, others[:size], *args, **kwargs)
            return (result[0], [*result[1], *others[size:]], *result[2:])
        carrier = []
        capture.carry_in(carrier)
        result = call(trainable, others, *args, **kwargs)
        carrier[:0] = result[1]
        capture.start = size
        return (result[0], carrier, *result[2:])

    def stateless_compute_loss(trainable, others, metrics, *args, **kwargs):
        loss, variables = compute_loss(
            trainable, others[:size], metrics, *args, **kwargs
        )
        own = [*variables[1], *others[size:]]
        return loss, (variables[0], own, *variables[2:])

    with (
        shadowed(model, "stateless_call", stateless_call),
        shadowed(model, "stateless_compute_loss", stateless_compute_loss),
    ):
        yield


@contextlib.contextmanager
def tapped_optimizer(optimizer):
    """The optimizer's `stateless_apply` tells the current capture what it does."""
    apply = optimizer.stateless_apply

    @functools.wraps(apply)
    def tapped_apply(optimizer_variables, grads, trainable_variables):
        result = apply(optimizer_variables, grads, trainable_variables)
        capture = current_capture()
        if capture is not None:
            variables = optimized_variables(optimizer)
            scale = _gradient_scale(optimizer, optimizer_variables)
            values = (list(grads), list(trainable_variables), list(result[0]))
            capture.update(variables, *values, scale)
        return result

    with shadowed(optimizer, "stateless_apply", tapped_apply):
        yield


def _gradient_scale(optimizer, values):
    if isinstance(optimizer, optimizers.LossScaleOptimizer):
        places = [id(variable) for variable in optimizer.variables]
        return values[places.index(id(optimizer.dynamic_scale))]
    return getattr(optimizer, "loss_scale_factor", None)


def train_function(run):
    """A train function of Keras's signature around `run(state, data)`."""
    return lambda state, iterator: run(state, iterator)


def call(function, state, iterator):
    """Calls a train function of Keras's signature."""
    return function(state, iterator)


def may_retry(model):
    """Whether a step that failed when first called has changed nothing."""
    return True


def replay(iterator):
    """Two iterators over the same batches."""
    return itertools.tee(iterator)


def to_numpy(arrays):
    """All arrays, their transfers started together."""
    return [np.asarray(array) for array in jax.device_get(list(arrays))]
