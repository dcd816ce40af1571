"""The decays that are compared: this package's callback, which trains, the formula."""

import functools

import numpy as np

from benchmarks.experiments.theory import decays
from keras_nntricks import callbacks

NAMES = ("constant", "step", "exponential", "inverse", "linear", "cosine")


def callback_of(name, duration):
    """This package's callback of that name."""
    return {
        "step": lambda: callbacks.StepDecay(
            decays.STEP_FACTOR, every=decays.step_length(duration), unit="steps"
        ),
        "exponential": lambda: callbacks.ExponentialDecay(
            decays.exponential_constant(duration), unit="steps"
        ),
        "inverse": lambda: callbacks.InverseTimeDecay(
            decays.inverse_constant(duration), unit="steps"
        ),
        "linear": lambda: callbacks.LinearDecay(duration, unit="steps"),
        "cosine": lambda: callbacks.CosineDecay(duration, unit="steps"),
    }[name]()


def rates_of(name, duration, steps):
    """The share of the first rate at each of the steps, by the formula."""
    if name == "constant":
        return np.ones(steps)
    return getattr(decays, name)(np.arange(steps), duration)


@functools.cache
def rates_by_callback(name, duration, steps):
    """The same as this package's callback sets it; a constant has no callback."""
    if name == "constant":
        return np.ones(steps)
    callback = callback_of(name, duration)
    return np.array([callback.learning_rate_at(t, 1.0) for t in range(steps)])


def formula_error(name, duration, steps):
    """Largest deviation of the rates that train, in float32, from the formula."""
    trained = np.float32(rates_by_callback(name, duration, steps))
    return float(np.max(np.abs(trained - rates_of(name, duration, steps))))
