"""Gives each channel of each layer a mean and the standard deviation 1."""

import functools

import numpy as np

from keras_nntricks.calibration._channels import as_bias, by_channel, spread
from keras_nntricks.calibration._full_precision import read, write
from keras_nntricks.calibration._measure import FLAT, notes, pre_activation
from keras_nntricks.calibration._observe import observe


def unit_channels(model, inputs, kernels, target_mean):
    """Changes kernels and biases in one pass; returns layer -> what to note."""
    noted = {}

    def normalise(layer, kernel, layer_inputs, _):
        if layer in noted:
            return None
        noted[layer] = _normalise(layer, kernel, layer_inputs, target_mean)
        return layer.call(layer_inputs)

    watch = {
        layer: functools.partial(normalise, layer, kernel)
        for layer, kernel in kernels.items()
    }
    observe(model, inputs, watch)
    return noted


def _normalise(layer, kernel, inputs, target_mean):
    rows = by_channel(layer, kernel, pre_activation(layer, inputs)[0])
    mean, std = rows.mean(axis=0), rows.std(axis=0)
    flat = std < FLAT
    std = np.where(flat, 1.0, std)
    kernel.assign(kernel.matrices / spread(layer, kernel, std))
    few = f"{flat.sum()} channels do not vary" if flat.any() else ""
    return notes(few, _shift(layer, kernel, mean, std, target_mean))


def _shift(layer, kernel, mean, std, target_mean):
    bias = getattr(layer, "bias", None)
    if bias is None:
        return "no bias to set the mean with"
    mean, std = (as_bias(layer, kernel, numbers) for numbers in (mean, std))
    if mean is None:
        return "its bias is not one per channel: the mean is left"
    write(bias, (read(bias) - mean) / std + target_mean)
    return ""
