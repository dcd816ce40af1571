import collections

import numpy as np

from keras_nntricks.taps._packed import unpacked
from keras_nntricks.taps._statistics import BINS, TOTAL_ROWS, UNIT_ROWS

_ASKED_BY = {
    "outputs": "of_outputs",
    "weights": "weights",
    "histograms": "histograms",
    "inputs": "batch",
    "targets": "batch",
    "predictions": "batch",
}


class Sample:
    """What was measured at one step, on the device until it is fetched.

    Attributes:
        step: the training step that was measured, from 0.
    """

    def __init__(self, step, arrays, running_loss, request, to_numpy):
        self.step = step
        self._arrays, self._request = arrays, request
        self._running_loss = () if running_loss is None else (running_loss,)
        self._to_numpy = to_numpy

    def fetch(self):
        """The values as NumPy arrays, under their names."""
        fetched = self._to_numpy([*self._arrays.values(), *self._running_loss])
        arrays = unpacked(dict(zip(self._arrays, fetched, strict=False)))
        values = collections.defaultdict(dict)
        for key in sorted(arrays):
            if _is_asked(key[1:], self._request):
                _READ[key[1]](values, key[1:], arrays[key])
        for number in fetched[len(self._arrays) :]:
            values["running_loss"] = float(number)
        return dict(values)


def _is_asked(key, request):
    if key[0] == "histograms":
        part = "outputs" if key[1] == "outputs" else "weights"
        return request.histograms and getattr(request, part)
    return key[0] not in _ASKED_BY or getattr(request, _ASKED_BY[key[0]])


def _read_loss(values, key, array):
    values["loss"], values["penalty"] = map(float, array)


def _read_examples(values, key, array):
    values["examples"] = round(float(array))


def _read_units(values, key, array):
    statistics = values[key[0]].setdefault(key[1], {})
    if key[2:] == ("total",):
        statistics.update(zip(TOTAL_ROWS, map(float, array), strict=True))
        return
    statistics.update(zip(UNIT_ROWS, array, strict=True))
    statistics["count"] = int(array[-1][0]) if array[-1].size else 0


def _read_weights(values, key, array):
    names = ("gradient_norm", "weight_norm", "update_norm")
    for path, numbers in zip(key[1:], array.T, strict=True):
        values["weights"][path] = dict(zip(names, map(float, numbers), strict=True))


def _read_histogram(values, key, array):
    counts, (low, high) = array[:BINS], array[BINS:]
    low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
    edges = np.linspace(low, high, BINS + 1) if low < high else np.arange(BINS + 1.0)
    values["histograms"].setdefault(key[1], {})[key[2]] = (counts.astype(int), edges)


_READ = {
    "loss": _read_loss,
    "examples": _read_examples,
    "outputs": _read_units,
    "weights": _read_weights,
    "histograms": _read_histogram,
    "inputs": _read_units,
    "targets": _read_units,
    "predictions": _read_units,
}
