"""Where an activation is flat: outputs there pass next to no gradient back."""

import dataclasses
import warnings

import keras
import numpy as np

FLAT = 0.01
_REACH = 30.0
_FAR = 1e4  # where tails that approach their limit slowly have reached it
_GRID = np.linspace(-_REACH, _REACH, 6001).astype("float32")
_CENTRE = np.abs(_GRID[:-1]) <= 1
_OTHERS = np.array([[0.7, -3.0, 2.0, 1.0], [0.7, 4.0, -1.0, 0.5]], "float32")


@dataclasses.dataclass(frozen=True)
class FlatSides:
    """The outputs of an activation's flat tails; None without one.

    A tail is flat where the slope is at most 0.01 of the steepest one around 0.

    Args:
        below: outputs at or below it lie on the lower flat side.
        above: outputs at or above it lie on the upper flat side.
        floor: the activation dips below its lower flat side (GELU, SiLU); only outputs
            from here up to `below` lie on it.
    """

    below: float | None = None
    above: float | None = None
    floor: float | None = None


def flat_sides(activation):
    """`FlatSides` of a function of a tensor, found on a grid over [-30, 30].

    There are none if the function is not elementwise (softmax) or flat everywhere.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if not _is_elementwise(activation):
                return FlatSides()
            values = _apply(activation, _GRID[None])[0]
            limits = _apply(activation, np.array([[-_FAR, _FAR]], "float32"))[0]
    except Exception:
        return FlatSides()  # it takes no matrix: nothing is known of it
    slopes = np.abs(np.diff(values))
    flat = slopes <= FLAT * np.max(slopes[_CENTRE])
    if np.all(flat) or not np.all(np.isfinite(values)):
        return FlatSides()
    left, right = _run(flat), _run(flat[::-1])
    lower = np.append(values[: left + 1], limits[0]) if left else None
    upper = np.append(values[values.size - right - 1 :], limits[1]) if right else None
    return _sides(values, lower, upper)


def _run(flat):
    """How many are flat from the start on."""
    return int(np.argmin(flat))


def _sides(values, left, right):
    found = {}
    for tail, opposite in ((left, values[-1]), (right, values[0])):
        if tail is None or not np.all(np.isfinite(tail)):
            continue
        low, high = float(np.min(tail)) + 0.0, float(np.max(tail)) + 0.0
        if low > opposite:
            found["above"] = low
            continue
        found["below"] = high
        if np.min(values) < low - 1e-6:
            found["floor"] = low
    return FlatSides(**found)


def _is_elementwise(activation):
    outputs = _apply(activation, _OTHERS)
    return outputs.shape == _OTHERS.shape and outputs[0, 0] == outputs[1, 0]


def _apply(activation, values):
    return keras.ops.convert_to_numpy(activation(keras.ops.convert_to_tensor(values)))
