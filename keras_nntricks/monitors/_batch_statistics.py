"""The statistics of inputs, targets and predictions over the sampled batches."""

import numpy as np

_OVER_BATCHES = {"minimum": np.fmin, "maximum": np.fmax, "nonfinite": np.maximum}


def add_batch(known, name, statistics):
    """Keeps those of the first batch, and under "ever_..." those of all together."""
    kept = known.setdefault(name, dict(statistics))
    for key, join in _OVER_BATCHES.items():
        ever = kept.get(f"ever_{key}", statistics[key])
        kept[f"ever_{key}"] = join(ever, statistics[key])
    _add_moments(kept, statistics)


def _add_moments(kept, statistics):
    """Joins the mean and standard deviation of a batch to those of the ones before."""
    count, mean = statistics["count"], np.asarray(statistics["mean"], float)
    square = mean**2 + np.square(statistics["std"], dtype=float)
    before = kept.get("ever_count", 0)
    if before and not count:
        return
    if before:
        old = kept["ever_mean"]
        share = count / (before + count)
        square = (1 - share) * (old**2 + kept["ever_std"] ** 2) + share * square
        mean = (1 - share) * old + share * mean
    kept["ever_count"], kept["ever_mean"] = before + count, mean
    kept["ever_std"] = np.sqrt(np.maximum(square - mean**2, 0))
