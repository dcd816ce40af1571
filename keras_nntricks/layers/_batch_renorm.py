"""The limits of batch renormalization, and its correction."""

import itertools
import math

from keras import ops

from keras_nntricks._arguments import is_integer, is_number, require

PAPER = {
    "rmax": [[5000, 1.0], [40000, 3.0]],
    "dmax": [[5000, 0.0], [25000, 5.0]],
}
LEAST = {"rmax": 1.0, "rmin": 0.0, "dmax": 0.0}


def checked_clipping(clipping):
    """The clipping as numbers and lists of [step, value] that JSON can hold."""
    if clipping is None or (isinstance(clipping, str) and clipping == "paper"):
        return clipping
    known = isinstance(clipping, dict) and set(clipping) <= set(LEAST)
    rule = "'paper', None, or a dict of 'rmax', 'rmin' and 'dmax'"
    require(known, "renorm_clipping", rule, clipping)
    checked = {name: _checked_limit(name, clipping) for name in clipping}
    low, high = checked.get("rmin", 0.0), checked.get("rmax", math.inf)
    steady = not isinstance(low, list) and not isinstance(high, list)
    rule = "a dict whose 'rmin' is not above its 'rmax'"
    require(not steady or low <= high, "renorm_clipping", rule, clipping)
    return checked


def _checked_limit(name, clipping):
    limit, least = clipping[name], LEAST[name]
    ramp = isinstance(limit, list | tuple)
    points = limit if ramp else [(0, limit)]
    values = bool(points) and all(_is_point(point, least) for point in points)
    rising = values and all(a[0] < b[0] for a, b in itertools.pairwise(points))
    rule = (
        f"a dict with '{name}' a number >= {least:g}, or pairs of a step and such a "
        "number with rising steps"
    )
    require(rising, "renorm_clipping", rule, clipping)
    return [[int(s), float(v)] for s, v in points] if ramp else float(limit)


def _is_point(point, least):
    pair = isinstance(point, list | tuple) and len(point) == 2
    valid = pair and is_integer(point[0]) and is_number(point[1])
    return valid and point[0] >= 0 and point[1] >= least


def follows_steps(clipping):
    """Whether a limit changes with the number of steps."""
    return any(isinstance(limit, list) for limit in _limits(clipping).values())


def _limits(clipping):
    """As a dict, which is empty for no limits."""
    return PAPER if clipping == "paper" else clipping or {}


def correction(statistics, mean, deviation, epsilon, clipping, steps):
    """The r and d of the paper, for the statistics of a batch or of ghost batches."""
    own = ops.sqrt(statistics.variance + epsilon)
    r, d = own / deviation, (statistics.mean - mean) / deviation
    limits = _limits(clipping).items()
    at_step = {name: _at(limit, steps) for name, limit in limits}
    if "rmax" in at_step:
        at_step.setdefault("rmin", 1.0 / at_step["rmax"])
        r = ops.minimum(r, at_step["rmax"])
    if "rmin" in at_step:
        r = ops.maximum(r, at_step["rmin"])
    if "dmax" in at_step:
        d = ops.clip(d, -at_step["dmax"], at_step["dmax"])
    return ops.stop_gradient(r), ops.stop_gradient(d)


def _at(limit, steps):
    """Straight lines between the points, level outside them."""
    if not isinstance(limit, list):
        return limit
    value = limit[0][1]
    for (start, low), (end, high) in itertools.pairwise(limit):
        value += (high - low) * ops.clip((steps - start) / (end - start), 0.0, 1.0)
    return value
