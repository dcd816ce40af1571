"""How often a unit of an untrained first layer fires."""

import numpy as np
from scipy import stats


def first_layer_firing(x, bias):
    """Share of (unit, example) pairs with a positive signal, expected over weights.

    With normal weights of variance 2 / n (He's) the signal of an example is normal
    around the bias, with standard deviation |x| sqrt(2 / n).

    Args:
        x: (examples, n) inputs, none of them zero throughout.
        bias: initial bias of all units.
    """
    x = np.reshape(x, (len(x), -1)).astype("float64")
    deviations = np.sqrt(2 * np.mean(x**2, axis=1))
    return float(np.mean(stats.norm.cdf(bias / deviations)))
