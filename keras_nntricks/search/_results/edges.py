"""Which ranges end where the best trials lie."""

from __future__ import annotations

import math

from keras_nntricks.search._results.axis import Numbers, counts

MARGIN = 0.1
_CHANCE = 0.05
_FEWEST, _SHARE = 3, 10


def best_rows(rows, direction):
    """A tenth of the trials that count, at least three, the best first."""
    known = [row for row in rows if counts(row)]
    known.sort(key=lambda row: row["score"], reverse=direction == "max")
    return known[: max(_FEWEST, len(known) // _SHARE)]


def edge_of(axis, best):
    """The end at which the best trials crowd, "low" or "high", or None.

    At least half of the best lie within a tenth of the range from the end, and chance
    alone would put as many there in less than one of twenty searches.
    """
    if not isinstance(axis, Numbers):
        return None
    places = [axis.place(row[axis.name]) for row in best]
    places = [place for place in places if not math.isnan(place)]
    return next((name for end, name in _ENDS if _crowded(axis, places, end)), None)


def _crowded(axis, places, end):
    near = sum(abs(place - end) <= MARGIN for place in places)
    share = axis.share_near(end, MARGIN)
    often = 2 * near >= max(len(places), _FEWEST)
    return often and _at_least(near, len(places), share) < _CHANCE


def _at_least(successes, tries, share):
    """The chance of so many successes or more."""
    return sum(
        math.comb(tries, k) * share**k * (1 - share) ** (tries - k)
        for k in range(successes, tries + 1)
    )


_ENDS = ((0, "low"), (1, "high"))
