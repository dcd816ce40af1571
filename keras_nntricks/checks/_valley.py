"""Where the loss of a range test falls."""

import numpy as np

_MEMORY = 0.98


def smoothed(losses):
    """An exponential moving average without the pull to its start.

    >>> smoothed([2.0, 2.0]).round(6).tolist()
    [2.0, 2.0]
    """
    mean, found = 0.0, []
    for count, loss in enumerate(losses, start=1):
        mean = _MEMORY * mean + (1 - _MEMORY) * loss
        found.append(mean / (1 - _MEMORY**count))
    return np.array(found)


def valley(rates, losses):
    """A tenth of the rate at the end of the longest series of falling losses.

    None if the losses fall nowhere.

    >>> valley([0.01, 0.1, 1.0, 10.0], [9.0, 7.0, 5.0, 8.0])
    0.1
    """
    chosen = _longest_falling(np.asarray(losses))
    if len(chosen) < 2:
        return None
    return float(max(rates[chosen[-1]] / 10, rates[chosen[0]]))


def _longest_falling(losses):
    """The indices of the longest falling subsequence."""
    lengths, before = np.ones(len(losses), int), np.full(len(losses), -1)
    for i in range(len(losses)):
        larger = np.flatnonzero(losses[:i] > losses[i])
        if larger.size:
            before[i] = larger[np.argmax(lengths[larger])]
            lengths[i] = lengths[before[i]] + 1
    chain = [int(np.argmax(lengths))] if len(losses) else []
    while chain and before[chain[-1]] >= 0:
        chain.append(int(before[chain[-1]]))
    return chain[::-1]
