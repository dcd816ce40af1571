"""Where the loss of a range test falls."""

import dataclasses

import numpy as np

_WIDTH = 5
_SHARE = 0.1
_NOISE = 3.0
_SAFETY = 10.0


def smoothed(losses, width=_WIDTH):
    """A centred moving mean, which does not lag behind; shorter towards the ends.

    >>> smoothed([2.0, 2.0, 5.0], 3).tolist()
    [2.0, 3.0, 3.5]
    """
    ones = np.ones(width)
    if len(losses) < width:
        return np.asarray(losses, float)
    return np.convolve(losses, ones, "same") / np.convolve(
        np.ones(len(losses)), ones, "same"
    )


def compared(losses, num_batches):
    """Each loss as if its batch were as hard as the others at the start.

    The first rates are so small that the first loss of each batch is that of the
    untrained model. A test that sees each batch once or twice tells no such thing.

    >>> compared([1.0, 3.0, 1.0, 3.0, 0.5, 1.5], 2).tolist()
    [2.0, 2.0, 2.0, 2.0, 1.0, 1.0]
    """
    losses = np.asarray(losses, float)
    if len(losses) < 3 * num_batches:
        return losses
    first = losses[:num_batches]
    places = np.arange(len(losses)) % num_batches
    if np.all(first > 0):
        return losses * (first.mean() / first)[places]
    return losses - first[places] + first.mean()


@dataclasses.dataclass(frozen=True)
class Valley:
    """Rates of a range test.

    Args:
        steepest: where the loss falls fastest along the logarithm of the rate.
        lowest: where the loss is lowest.
    """

    steepest: float
    lowest: float

    @property
    def suggestion(self):
        """The steepest place, or a tenth of the lowest if that is less."""
        return min(self.steepest, self.lowest / _SAFETY)


def valley(rates, losses, noise=0.0):
    """The `Valley` of smoothed losses, or None if they fall no more than noise does.

    They must fall by a tenth of the first loss and by 3 times the noise.

    >>> valley([0.01, 0.1, 1.0, 10.0], [9.0, 7.0, 2.0, 8.0]).suggestion
    0.1
    """
    losses, rates = np.asarray(losses, float), np.asarray(rates, float)
    if len(losses) < 2:
        return None
    lowest = int(np.argmin(losses))
    fall = losses[0] - losses[lowest]
    if lowest == 0 or fall < max(_SHARE * abs(losses[0]), _NOISE * noise):
        return None
    slopes = np.gradient(losses, np.log(rates))[: lowest + 1]
    return Valley(float(rates[np.argmin(slopes)]), float(rates[lowest]))


def noise_of(losses):
    """The standard deviation of losses around their course, from the first quarter."""
    changes = np.diff(losses[: max(len(losses) // 4, 3)])
    return float(np.std(changes) / np.sqrt(2)) if changes.size else 0.0
