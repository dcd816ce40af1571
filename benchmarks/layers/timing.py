"""Times two steps in turn, and compares them round by round."""

import gc
import math
import os
import statistics
import time

SECONDS_PER_ROUND = 0.05


def rounds(ours, reference, repeats, clock=time.perf_counter):
    """Seconds per call of both in each round, and the load average after it.

    The two take turns and change who goes first, so that a machine that slows down
    slows both.
    """
    sides = {"ours": ours, "reference": reference}
    calls = {name: _num_calls(step, clock) for name, step in sides.items()}
    seconds, loads = {name: [] for name in sides}, []
    gc.collect()
    for index in range(repeats):
        order = list(sides) if index % 2 == 0 else list(sides)[::-1]
        for name in order:
            seconds[name].append(_seconds(sides[name], calls[name], clock))
        loads.append(os.getloadavg()[0])
    return seconds, loads


def _num_calls(step, clock):
    """Calls that fill a round, after calls that trace, compile and warm up."""
    step()
    step()
    return max(1, math.ceil(SECONDS_PER_ROUND / _seconds(step, 1, clock)))


def _seconds(step, calls, clock):
    start = clock()
    for _ in range(calls):
        step()
    return (clock() - start) / calls


def ratios(seconds):
    """Ours to the reference, round by round."""
    pairs = zip(seconds["ours"], seconds["reference"], strict=True)
    return [ours / reference for ours, reference in pairs]


def spread(values):
    """Median, and the quarter points around it."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return middle, low, high
