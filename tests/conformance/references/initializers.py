"""Starting weights in NumPy, in float64, and what random ones must hold."""

import functools
import math

import numpy as np


def at_tap(matrix, shape):
    """Zeros but for the matrix at the middle tap, the first of two middle ones."""
    kernel = np.zeros(shape)
    kernel[tuple((size - 1) // 2 for size in shape[:-2])] = matrix
    return kernel


def identity(shape, gain=1.0):
    """Ones where input and output have one number."""
    matrix = np.zeros(shape[-2:])
    np.fill_diagonal(matrix, gain)
    return at_tap(matrix, shape)


def zero(shape):
    """Hadamard matrices by Sylvester's doubling."""
    inputs, outputs = shape[-2:]
    if outputs <= inputs:
        return identity(shape)
    hadamard = np.ones((1, 1))
    while len(hadamard) < outputs:
        hadamard = np.block([[hadamard, hadamard], [hadamard, -hadamard]])
    corner = hadamard[:inputs, :outputs] / math.sqrt(len(hadamard))
    return at_tap(corner, shape)


def is_orthogonal(values, gain=1.0):
    """The smaller side of (everything, outputs) is orthonormal times the gain."""
    matrix = values.reshape(-1, values.shape[-1])
    rows, columns = matrix.shape
    gram = matrix.T @ matrix if rows >= columns else matrix @ matrix.T
    error = np.abs(gram / gain**2 - np.eye(len(gram))).max()
    return {f"orthogonal times {gain}": error < 1e-6}


def is_delta_orthogonal(values, gain=1.0):
    """Orthonormal rows at the middle tap, nothing elsewhere."""
    middle = values[tuple((size - 1) // 2 for size in values.shape[:-2])]
    gram = middle @ middle.T / gain**2
    return {
        f"rows orthonormal times {gain}": np.abs(gram - np.eye(len(gram))).max() < 1e-6,
        "zero elsewhere": np.count_nonzero(values) == np.count_nonzero(middle),
    }


def is_sparse(values, num_nonzero):
    """So many for each output."""
    columns = values.reshape(-1, values.shape[-1])
    expected = min(num_nonzero, len(columns))
    counts = np.count_nonzero(columns, axis=0)
    return {f"{expected} nonzero per output": np.all(counts == expected)}


def is_repeated(values, num_subpixels, order):
    """All filters of one channel are equal, those of two channels are not."""
    channels = values.shape[-1] // num_subpixels
    if order == "pixel_shuffle":
        filters = values.reshape(*values.shape[:-1], channels, num_subpixels)
    else:
        split = values.reshape(*values.shape[:-1], num_subpixels, channels)
        filters = np.swapaxes(split, -1, -2)
    firsts = filters[..., :1]
    return {
        "equal subpixels": np.all(filters == firsts),
        "different channels": len(np.unique(firsts)) == firsts.size,
    }


def positive_entry_moments(fan_in):
    """Mean and variance: one entry in fan_in from Beta(2, 1), 2/3 and 1/2."""
    share = 1 / fan_in
    square = (1 - share) * 0.6007**2 / fan_in + share / 2
    mean = share * 2 / 3
    return mean, square - mean**2


@functools.cache
def walk_gain(num_inputs):
    """For ReLU, from a row of the binomial triangle; psi(x + 1) = psi(x) + 1 / x."""
    counts = range(1, num_inputs + 1)
    chances = [math.comb(num_inputs, k) / 2**num_inputs for k in counts]
    psi = [0.0, -np.euler_gamma - 2 * math.log(2), -np.euler_gamma]
    for k in counts[2:]:
        psi.append(psi[k - 2] + 2 / (k - 2))
    mean = np.dot(chances, psi[1 : num_inputs + 1]) / sum(chances)
    return math.exp(-0.5 * (mean + math.log(2 / num_inputs)))
