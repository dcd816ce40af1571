"""Jacobians and gradients of an untrained network against an infinitely wide one."""

import functools

import numpy as np

from benchmarks.experiments.theory import backpropagation, wide_start
from benchmarks.experiments.theory.curves import CURVES

HIDDEN_LAYERS = 5
SCALES = {"standard": 1 / 3, "normalized": 1.0}
# A singular value decomposition per image and layer is what takes long at width 1000.
IMAGES = {"jacobian": 3, "gradient": 256}


def at_start(weights, run, dataset):
    """Jacobians and gradients of the untrained network, and of one without end."""
    curve = CURVES[run["activation"]]
    kernels, biases = weights[::2], weights[1::2]
    metrics = {"kernel_singular_value": singular_value(kernels[1:-1])}
    for name, found in measured(kernels, biases, curve, dataset).items():
        wide = expected(run["activation"], run["initializer"], run["width"], dataset)
        metrics[name] = [float(value) for value in found]
        metrics[f"{name}_theory"] = wide[name]
        metrics[f"{name}_ratio"] = [float(v) for v in np.divide(found, wide[name])]
    metrics["mean_jacobian"] = float(np.mean(metrics["jacobian"]))
    metrics["first_gradient"] = metrics["gradient"][0]
    return metrics


def singular_value(kernels):
    """The mean singular value of square kernels."""
    return float(np.mean([np.linalg.svd(k, compute_uv=False) for k in kernels]))


def measured(kernels, biases, curve, dataset):
    """Mean singular values by layer; gradients by layer, the last of which is 1."""
    x, y = images(dataset)
    sizes = backpropagation.gradient_sizes(kernels, biases, x, y, curve)
    some = x[: IMAGES["jacobian"]]
    return {
        "jacobian": backpropagation.mean_singular_values(kernels, biases, some, curve),
        "gradient": (sizes / sizes[-1])[:-1],
    }


@functools.cache
def expected(activation, initializer, width, dataset):
    """The same in a network without end."""
    x, _ = images(dataset)
    curve, hidden = CURVES[activation], SCALES[initializer]
    scales = [first_scale(initializer, x.shape[1], width)]
    scales += [hidden] * (HIDDEN_LAYERS - 1)
    squares = np.mean(x.astype("float64") ** 2, axis=1)
    some = squares[: IMAGES["jacobian"]]
    return {
        "jacobian": wide_start.mean_singular_values(curve, scales, some).tolist(),
        "gradient": wide_start.gradient_variances(curve, scales, squares)[:-1].tolist(),
    }


def first_scale(initializer, fan_in, width):
    """fan_in times the variance of the weights of the first layer."""
    return 1 / 3 if initializer == "standard" else 2 * fan_in / (fan_in + width)


def images(dataset):
    """The first training images as vectors, and their labels."""
    count = IMAGES["gradient"]
    return dataset.x_train[:count].reshape(count, -1), dataset.y_train[:count]
