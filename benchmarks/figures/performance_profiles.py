"""Share of problems solved within so many times the time of the fastest."""

import math

from matplotlib.figure import Figure

from benchmarks.engine.profiles import LONGEST
from benchmarks.figures._series import styles

TICKS = (1, 1.5, 2, 3, 4)


def draw(comparison):
    """A staircase per value of the setting."""
    figure = Figure(figsize=(6.4, 3.6))
    axes = figure.subplots()
    pairs = zip(comparison.ratios.items(), styles(), strict=False)
    for (value, ratios), style in pairs:
        ends, shares = stairs(ratios)
        axes.step(ends, shares, where="post", label=value, **{**style, "marker": ""})
    axes.set_xscale("log", base=2)
    axes.set_xticks(TICKS, [f"{tick:g}" for tick in TICKS])
    axes.set_xlim(1, LONGEST)
    axes.set_ylim(-0.03, 1.03)
    axes.set(xlabel="time to the target / best time on that problem")
    axes.set_ylabel("share of problems")
    figure.legend(loc="outside right upper", title=comparison.setting)
    return figure


def stairs(ratios):
    """Where the profile rises, and how high it is from there on."""
    within = sorted(ratio for ratio in ratios if math.isfinite(ratio))
    within = [ratio for ratio in within if ratio <= LONGEST]
    ends = sorted({1.0, LONGEST, *within})
    return ends, [sum(r <= end for r in within) / len(ratios) for end in ends]
