"""A training step on torch: it runs eagerly when it is measured."""

import numpy as np
import torch

from keras_nntricks._shadowed import shadowed
from keras_nntricks.taps import _step
from keras_nntricks.taps._backend import backend

ENDS = (StopIteration,)


def trace_place():
    """Tensors have no place."""


def is_at(place, tensor):
    """Whether the tensor can be read here: always."""
    return True


def either(values, condition, quick, exact):
    """What one of two functions gives: where the device must be waited for, `exact`."""
    return quick() if condition.device.type == "cpu" and condition else exact()


def copy(variable):
    """The value that the variable has now."""
    return variable.value.detach().clone()


def dense(gradient):
    """The gradient as one tensor."""
    return gradient.to_dense() if gradient.is_sparse else gradient


def tapped_optimizer(optimizer):
    """Shadows what updates the weights."""
    return _step.tapped_optimizer_in_place(optimizer, backend())


def instrumented(model, request):
    """`function(state, data)` that measures; it is never compiled."""
    train_step = _step.capturing_step(model, request, backend())
    if model.jit_compile:
        return lambda state, data: (train_step(data[0]), state)
    plain = _step.remade_train_function(model, train_step)

    def function(state, data):
        with shadowed(model, "train_step", train_step):  # looked up when it runs
            return plain(data), state

    return function


def train_function(run):
    """A train function of Keras's signature around `run(state, data)`."""
    return lambda data: run(None, data)[0]


def call(function, state, data):
    """Calls a train function of Keras's signature."""
    return function(data), state


def may_retry(model):
    """Whether a step that failed when first called has changed nothing: it may."""
    return False


def replay(data):
    """The same batch twice."""
    return data, data


def to_numpy(arrays):
    """All arrays with one transfer."""
    tensors = [torch.as_tensor(array).detach() for array in arrays]
    devices = [tensor.device for tensor in tensors if tensor.ndim]
    device = devices[0] if devices else "cpu"
    flat = [t.to(device, torch.float32).reshape(-1) for t in tensors]
    values = torch.cat(flat).cpu().numpy()
    ends = np.cumsum([tensor.numel() for tensor in tensors])
    parts = np.split(values, ends[:-1])
    return [p.reshape(t.shape) for p, t in zip(parts, tensors, strict=True)]
