"""What a record keeps of a layer's output: one number a statistic."""

import numpy as np

LAYER_STATISTICS = ("mean", "std", "spread", "zeros", "flat", "largest", "nonfinite")


@np.errstate(invalid="ignore", over="ignore")  # Outputs may not be finite.
def layer_numbers(units):
    """One number for each of LAYER_STATISTICS from the statistics of the units.

    `std` is over all elements of the layer's output, `spread` the mean over units of
    a unit's own std: 0 where each unit is constant.
    """
    means, stds = (np.asarray(units[name], "float64") for name in ("mean", "std"))
    return {
        "mean": np.mean(means),
        "std": np.sqrt(np.mean(stds**2) + np.var(means)),
        "spread": np.mean(stds),
        "zeros": np.mean(units["zeros"]),
        "flat": np.mean(units["flat"]),
        "largest": np.max(
            np.maximum(np.abs(units["minimum"]), np.abs(units["maximum"]))
        ),
        "nonfinite": np.sum(units["nonfinite"]),
    }
