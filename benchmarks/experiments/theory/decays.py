"""The decays of the learning rate as formulas: shares of the first rate by step."""

import numpy as np

STEP_FACTOR = 0.1
STEP_EVERY = 0.3125  # 100 000 of 320 000 steps
EXPONENTIAL_END = 1e-3
INVERSE_END = 0.1


def step_length(duration):
    """Steps between two drops of the step decay."""
    return round(STEP_EVERY * duration)


def exponential_constant(duration):
    """The k of exp(-k t) that ends at `EXPONENTIAL_END`."""
    return -np.log(EXPONENTIAL_END) / duration


def inverse_constant(duration):
    """The k of 1 / (1 + k t) that ends at `INVERSE_END`."""
    return (1 / INVERSE_END - 1) / duration


def step(t, duration):
    """A factor at every drop: factor ** floor(t / length)."""
    return STEP_FACTOR ** (t // step_length(duration))


def exponential(t, duration):
    """exp(-k t)."""
    return np.exp(-exponential_constant(duration) * t)


def inverse(t, duration):
    """1 / (1 + k t)."""
    return 1 / (1 + inverse_constant(duration) * t)


def linear(t, duration):
    """A straight line to 0, and 0 from then on."""
    return 1 - np.minimum(t / duration, 1)


def cosine(t, duration):
    """Half a cosine down to 0, and 0 from then on."""
    return (1 + np.cos(np.pi * np.minimum(t / duration, 1))) / 2
