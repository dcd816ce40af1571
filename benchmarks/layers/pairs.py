"""All pairs by name."""

from benchmarks.layers import (
    activation_pairs,
    normalization_pairs,
    regularisation_pairs,
)

_GROUPS = (normalization_pairs, activation_pairs, regularisation_pairs)
PAIRS = {pair.name: pair for group in _GROUPS for pair in group.PAIRS}
