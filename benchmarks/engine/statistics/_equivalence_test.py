"""Two one-sided tests: is a mean difference within a margin?"""

from __future__ import annotations

import numpy as np
from scipy import stats


def equivalence_test(differences, margin: float) -> float:
    """p-value of "the mean difference is outside [-margin, margin]".

    The larger of the two one-sided Student p-values against -margin and margin.
    It is below alpha iff the 1 - 2 alpha interval lies inside the margins.

    Reference: Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15, 1987.
    """
    values = np.asarray(differences, dtype=np.float64)
    if values.size < 2:
        return 1.0
    error = values.std(ddof=1) / np.sqrt(values.size)
    if error == 0:
        return 0.0 if abs(values.mean()) < margin else 1.0
    nearest = (margin - abs(values.mean())) / error
    return float(stats.t.sf(nearest, values.size - 1))
