"""How the best trials of a stage make the range of the next one."""

import dataclasses

from keras_nntricks._arguments import is_number, require
from keras_nntricks.search._unit_scale import bucket, from_unit, is_numeric, to_unit

# Fractions of the width of the stage's range.
EDGE, WIDEST_EDGE = 0.05, 0.15
WIDENED_BY = 0.25
# Of the width of the whole range, at each end, unless there are limits.
WIDEST = 0.5


@dataclasses.dataclass(frozen=True)
class Edge:
    """The best value of a stage lies at an end of its range."""

    name: str
    value: float
    end: str
    widened_to: float | None


def check_limits(limits):
    """Refuses what is no dict of pairs or None."""
    rule = "a dict of pairs (lowest, highest) or None by names"
    require(isinstance(limits or {}, dict), "limits", rule, limits)
    for pair in (limits or {}).values():
        fine = pair is None or (isinstance(pair, list | tuple) and len(pair) == 2)
        require(fine, "limits", rule, limits)
        ordered = pair is None or (all(map(is_number, pair)) and pair[0] < pair[1])
        require(ordered, "limits", rule, limits)


def check_limits_fit(limits, space, whole):
    """Refuses names of no numbers, and values that a logarithm lacks.

    A name that is not declared yet is refused only if the space is `whole`.
    """
    ranges = {hp.name: hp for hp in space if is_numeric(hp)}
    named = set(limits) if whole else set(limits) & {hp.name for hp in space}
    rule = f"a dict whose names are those of numbers, of {sorted(ranges)}"
    require(named <= set(ranges), "limits", rule, limits)
    for name in named:
        _check_pair_fits(ranges[name], limits)


def _check_pair_fits(hp, limits):
    pair = limits[hp.name]
    fine = pair is None or hp.sampling == "linear" or pair[0] > 0
    require(fine, "limits", f"positive for {hp.name}", limits)
    fine = pair is None or hp.sampling != "reverse_log"
    require(fine, "limits", f"None for {hp.name}, whose scale is reversed", limits)


def listed(limits):
    """Limits as they come back from a file."""
    return {name: pair and [float(v) for v in pair] for name, pair in limits.items()}


def limits_of(hp, limits):
    """How far a range may be widened, on the unit scale.

    A logarithmic range without steps goes half its width beyond each end; others may
    have natural ends (a momentum below 1) and stay, unless there are limits.
    """
    if hp.name in limits:
        pair = limits[hp.name]
        if pair is None:
            return 0.0, 1.0
        low, high = (to_unit(hp, value) for value in pair)
        half = bucket(hp) / 2
        return min(0.0, low - half), max(1.0, high + half)
    free = hp.sampling == "log" and hp.step is None and hp.min_value < hp.max_value
    return (-WIDEST, 1 + WIDEST) if free and isinstance(hp.min_value, float) else (0, 1)


def narrowed(hp, old, values, stage, limits):
    """The next range of a hyperparameter, and the edges at which its best value lies.

    Args:
        hp: Keras Tuner's hyperparameter.
        old: the range of the stage, or None for all of it.
        values: those of the best trials, the best first; not empty.
        stage: the `Stage`.
        limits: {name: (lowest, highest) or None}.

    Returns:
        A list of two places on the unit scale, or of values; a list of `Edge`.
    """
    if not is_numeric(hp):
        return _surviving(hp, values), []
    return _narrowed(hp, old or (0.0, 1.0), values, stage, limits_of(hp, limits))


def _surviving(hp, values):
    """The choices of the best trials; of an order also what lies between."""
    places = sorted(_choices(hp).index(value) for value in values)
    if getattr(hp, "ordered", False):
        return _choices(hp)[places[0] : places[-1] + 1]
    return [_choices(hp)[place] for place in sorted(set(places))]


def _narrowed(hp, old, values, stage, widest):
    places = [to_unit(hp, value) for value in values]
    width, half = old[1] - old[0], bucket(hp) / 2
    near = min(max(EDGE, 1 / stage.trials), WIDEST_EDGE) * width
    ends, edges = [], []
    # Seen from each end, inwards is up.
    for side, sign in ((0, 1), (1, -1)):
        inner = min(sign * place for place in places) - half - stage.margin * width
        at_edge = sign * (places[0] - old[side]) - half < near
        if at_edge:
            inner = min(inner, sign * old[side] - WIDENED_BY * width)
        stays = min(sign * old[side], sign * side)
        end = max(inner, sign * widest[side] if at_edge else stays)
        ends.append(sign * end)
        if at_edge:
            beyond = end < sign * old[side] - 1e-9
            edges.append(_edge(hp, values[0], side, ends[-1] if beyond else None))
    return ends, edges


def sentence_of(edge):
    """What is printed of an edge, a dict."""
    new = edge["widened_to"]
    then = "not widened" if new is None else f"widened to {new:.4g}"
    return (
        f"Stage {edge['stage']}: the best {edge['name']}, {edge['value']:.4g}, lies at "
        f"the {edge['end']} end of its range, {then}."
    )


def _edge(hp, value, side, place):
    end = ("low", "high")[side]
    widened_to = None if place is None else _end_value(hp, place, side)
    return Edge(hp.name, value, end, widened_to)


def _end_value(hp, place, side):
    return from_unit(hp, place - bucket(hp) / 2 if side else place)


def ends(hp, old):
    """The smallest and the largest value of a range."""
    low, high = old or (0.0, 1.0)
    return _end_value(hp, low, 0), _end_value(hp, high, 1)


def drawn(hp, old, chance):
    """The value of a range at a place in [0, 1)."""
    if not is_numeric(hp):
        values = old or _choices(hp)
        return values[int(chance * len(values))]
    low, high = old or (0.0, 1.0)
    return from_unit(hp, low + chance * (high - low))


def _choices(hp):
    return list(hp.values)
