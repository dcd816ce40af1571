"""A training step that hands its statistics out among its logs."""

import contextlib
import functools

from keras_nntricks._shadowed import shadowed
from keras_nntricks.taps._capture import Capture, capturing, tapped_apply
from keras_nntricks.taps._keys import KEY


def capturing_step(model, request, backend):
    """`train_step(data)` with statistics; where variables are written in place."""
    train_step, told = model.train_step, set()

    @functools.wraps(train_step)
    def capturing_train_step(data):
        capture = Capture(model, request, backend)
        with capturing(capture):
            logs = train_step(data)
            capture.batch(data)
        capture.warn_of_left_out(told)
        return with_arrays(logs, capture.arrays)

    return capturing_train_step


def with_arrays(logs, arrays):
    """The logs of a step and its statistics; the logs alone if they are no mapping."""
    return {**logs, KEY: arrays} if hasattr(logs, "keys") else logs


@contextlib.contextmanager
def tapped_optimizer_in_place(optimizer, backend):
    """The optimizer's `apply` tells the current capture what it does."""
    with shadowed(optimizer, "apply", tapped_apply(optimizer, backend)):
        yield


def remade_train_function(model, train_step):
    """The train function that Keras makes of another `train_step`."""
    plain = model.train_function
    try:
        with shadowed(model, "train_step", train_step):
            model.make_train_function(force=True)
        return model.train_function
    finally:
        model.train_function = plain
