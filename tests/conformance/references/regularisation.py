"""Whitening, and dense layers and convolutions whose weights are dropped."""

import itertools
import statistics

import numpy as np


def whitening(x, mean, covariance, epsilon, method):
    """Of rows, by the root of the inverse or the factors of the covariance."""
    eigenvalues, vectors = np.linalg.eigh(np.asarray(covariance) + 0.0)
    order = np.argsort(-eigenvalues)
    eigenvalues, vectors = eigenvalues[order], vectors[:, order]
    for column in vectors.T:
        column *= np.sign(column[np.argmax(np.abs(column))])
    scores = (x - mean) @ vectors / np.sqrt(eigenvalues + epsilon)
    return scores if method == "pca" else scores @ vectors.T


def convolution(x, kernel, stride=1):
    """A "valid" convolution of (batch, height, width, channels), loop by loop."""
    rows, columns, _, filters = kernel.shape
    height = (x.shape[1] - rows) // stride + 1
    width = (x.shape[2] - columns) // stride + 1
    outputs = np.zeros((len(x), height, width, filters))
    for row, column in itertools.product(range(height), range(width)):
        top, left = row * stride, column * stride
        window = x[:, top : top + rows, left : left + columns]
        outputs[:, row, column] = np.einsum("brcs,rcsf->bf", window, kernel)
    return outputs


def moments(x, kernel, bias, rate, num_samples):
    """The mean of ReLU over equally likely parts of the normal of masked weights."""
    mean = x @ kernel + bias
    variance = rate / (1 - rate) * (x**2 @ kernel**2 + bias**2)
    values = [mean + np.sqrt(variance) * z for z in part_means(num_samples)]
    return np.mean(np.maximum(values, 0.0), axis=0)


def part_means(count):
    """The means of N(0, 1) within `count` equally likely intervals.

    The integral of z times the density is minus the density.
    """
    normal = statistics.NormalDist()
    means = []
    for part in range(count):
        low = normal.pdf(normal.inv_cdf(part / count)) if part else 0.0
        last = part == count - 1
        high = 0.0 if last else normal.pdf(normal.inv_cdf((part + 1) / count))
        means.append(count * (low - high))
    return means
