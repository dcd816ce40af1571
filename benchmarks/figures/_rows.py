"""From the rows of a store to arrays to draw."""

import numpy as np


def final_rows(rows):
    """Arm -> its rows of the final phase, by seed; errors left out."""
    arms = {}
    for row in sorted(rows, key=lambda row: row["seed"]):
        if row["phase"] == "final" and row["status"] != "error":
            arms.setdefault(row["arm"], []).append(row)
    return arms


def stacked(rows, metric, missing=np.nan):
    """The metric as an array with one entry (a number or a list) per row."""
    values = np.array([row["metrics"][metric] for row in rows], dtype=object)
    return np.where(np.equal(values, None), missing, values).astype("float64")
