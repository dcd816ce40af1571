"""The statistics of inputs, targets and predictions over the sampled batches."""

import numpy as np

_OVER_BATCHES = {"minimum": np.fmin, "maximum": np.fmax, "nonfinite": np.maximum}


def add_batch(known, name, statistics):
    """Keeps those of the first batch, and under "ever_..." the extremes of all."""
    kept = known.setdefault(name, dict(statistics))
    for key, join in _OVER_BATCHES.items():
        ever = kept.get(f"ever_{key}", statistics[key])
        kept[f"ever_{key}"] = join(ever, statistics[key])
