"""How often trials of a search lie in a target of a given volume."""

import math


def random_hits(budget, volume=0.01):
    """Chance that one of `budget` independent, uniform points lies in the target.

    1 - (1 - volume)^budget, whatever the shape of the target and the dimension.
    """
    return 1 - (1 - volume) ** budget


def tick_in_interval(side, ticks):
    """Chance that a tick (i + 1/2) / ticks lies in an interval placed at random.

    The interval is [a, a + side] with a uniform on [0, 1 - side]. It misses while a
    is in one of the ticks - 1 gaps, 1 / ticks - side long, or beside the first or
    the last tick, 1 / (2 ticks) - side long.
    """
    gaps = (ticks - 1) * max(0.0, 1 / ticks - side)
    ends = 2 * max(0.0, 1 / (2 * ticks) - side)
    return 1 - (gaps + ends) / (1 - side)


def grid_hits_cube(ticks, volume=0.01):
    """Chance that a grid with these ticks per dimension hits a cube."""
    side = volume ** (1 / len(ticks))
    return math.prod(tick_in_interval(side, count) for count in ticks)
