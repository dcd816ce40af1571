"""All pairs by name."""

from benchmarks.layers import activation_pairs, normalization_pairs

PAIRS = {
    pair.name: pair for pair in (*normalization_pairs.PAIRS, *activation_pairs.PAIRS)
}
