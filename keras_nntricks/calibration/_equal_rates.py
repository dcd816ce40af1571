"""Scales kernels until the relative sizes of their gradients agree."""

import functools

import keras
import numpy as np

from keras_nntricks.calibration._full_precision import read, to_float64, write
from keras_nntricks.calibration._gradients import gradients
from keras_nntricks.calibration._observe import observe


def equalise_rates(model, inputs, kernels, groups, tolerance, max_iterations, seed):
    """Returns the number of steps, and layer -> its ratios, first to last.

    Ratios are made equal within each of the groups of layers.
    """
    history, scaling = {}, _Scaling(model, inputs, kernels)
    for steps in range(max_iterations + 1):
        ratios = _ratios(kernels, gradients(model, inputs, seed))
        for layer, ratio in ratios.items():
            history.setdefault(layer, []).append(ratio)
        off = scaling.distances(ratios, groups)
        if all(abs(distance - 1) < tolerance for distance in off.values()):
            break
        if steps < max_iterations:
            scaling.step({layer: np.sqrt(distance) for layer, distance in off.items()})
    return steps, history


def _ratios(kernels, found):
    """Kernels that no gradient reaches have none."""
    sizes = {
        layer: (_size(found.get(id(kernel.variable), 0.0)), _size(kernel.matrices))
        for layer, kernel in kernels.items()
    }
    return {layer: g / w for layer, (g, w) in sizes.items() if g > 0 and w > 0}


def _size(values):
    return float(np.sqrt(np.mean(np.square(values))))


class _Scaling:
    """Scales kernels, and biases by what this and earlier layers' scaling amounts to.

    That is seen in the size of a layer's inputs, so it holds for branches as well.
    """

    def __init__(self, model, inputs, kernels):
        self.model, self.inputs, self.kernels = model, inputs, kernels
        self.input_sizes, self.num_calls = {}, {}
        self.output_std = self.first_std = self._run({})

    def distances(self, ratios, groups):
        """Layer -> its ratio over the target of its group, the geometric mean.

        The first group is the trunk. Its target is larger if the outputs have grown,
        so they shrink again.
        """
        found = {}
        for place, group in enumerate(groups):
            own = {layer: ratios[layer] for layer in group if layer in ratios}
            drift = self.output_std / self.first_std if self.first_std else 1.0
            target = self._mean(own, 1.0 if place else drift)
            found |= {layer: ratio / target for layer, ratio in own.items()}
        return found

    def _mean(self, ratios, drift):
        """Each layer counts once per call, so a chain computes what it did."""
        calls = np.array([self.num_calls[layer] for layer in ratios])
        logs = np.log([*ratios.values()])
        return np.exp((np.sum(calls * logs) + np.log(drift)) / max(np.sum(calls), 1))

    def step(self, factors):
        """Multiplies the kernels by these factors."""
        self.output_std = self._run(factors)

    def _run(self, factors):
        seen = dict.fromkeys(self.kernels, 0)
        watch = {
            layer: functools.partial(self._scale, layer, factors.get(layer, 1.0), seen)
            for layer in self.kernels
        }
        self.num_calls = seen
        outputs = keras.tree.flatten(observe(self.model, self.inputs, watch))
        return np.std(np.concatenate([to_float64(o).reshape(-1) for o in outputs]))

    def _scale(self, layer, factor, seen, inputs, _):
        seen[layer] += 1
        if seen[layer] > 1:
            return None
        parts = [to_float64(t).reshape(-1) for t in keras.tree.flatten(inputs)]
        size = float(np.mean(np.abs(np.concatenate(parts))))
        grown = size / self.input_sizes.get(layer, size) if size else 1.0
        self.input_sizes[layer] = size or 1.0
        kernel, bias = self.kernels[layer], getattr(layer, "bias", None)
        kernel.assign(kernel.matrices * factor)
        if bias is not None:
            write(bias, read(bias) * factor * grown)
        return layer.call(inputs)
