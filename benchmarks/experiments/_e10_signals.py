"""What the exact map of SELU says, and what signals do in deep untrained networks."""

import functools

import keras
import numpy as np

from benchmarks.experiments.theory import selu_map
from keras_nntricks import activations
from keras_nntricks.initializers import MSRA, LeCun

DEPTH, WIDTH, EXAMPLES = 32, 256, 200
LAYERS_TO_FIXED_POINT = 100
UNITS = {"selu": (LeCun, activations.selu), "relu": (MSRA, keras.ops.relu)}
EXACT = (
    "normal_mean",
    "normal_square",
    "gain",
    "farthest",
    "jacobian_norm",
    "image_means",
    "distance_inside",
)


@functools.cache
def exact():
    """Numbers of the map, the same for all seeds."""
    mean, square = selu_map.moments(0.0, 1.0)
    *means, lowest, highest = selu_map.image()
    return {
        "normal_mean": float(mean),
        "normal_square": float(square),
        "gain": activations.gain(activations.selu),
        "farthest": selu_map.farthest(LAYERS_TO_FIXED_POINT),
        "jacobian_norm": selu_map.jacobian_norm(),
        "image_means": means,
        "distance_inside": distance_inside(*means, lowest, highest),
    }


def distance_inside(low_mean, high_mean, low_variance, high_variance):
    """How far the image of the domain stays from the domain's edges."""
    (low, high), (least, most) = selu_map.DOMAIN[:2]
    distances = (low_mean - low, high - high_mean)
    return min(*distances, low_variance - least, most - high_variance)


def signals(unit, seed):
    """Mean and variance of all units of each layer, for independent normal inputs."""
    initializer, activation = UNITS[unit]
    fill = initializer(seed=keras.random.SeedGenerator(seed))
    inputs = np.random.default_rng(seed).standard_normal((EXAMPLES, WIDTH))
    signal, found = keras.ops.convert_to_tensor(inputs.astype("float32")), []
    for _ in range(DEPTH):
        signal = activation(keras.ops.matmul(signal, fill((WIDTH, WIDTH))))
        values = keras.ops.convert_to_numpy(signal).astype("float64")
        found.append((float(values.mean()), float(values.var())))
    means, variances = (list(values) for values in zip(*found, strict=True))
    return {
        "means": means,
        "variances": variances,
        "last_mean": means[-1],
        "last_variance": variances[-1],
    }
