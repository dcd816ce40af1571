"""The paired sign-flip permutation test."""

from __future__ import annotations

import numpy as np

EXACT_UP_TO = 16
DRAWS = 100_000
GENERATOR_SEED = 20_260_802


def sign_flip_test(differences, seed: int = GENERATOR_SEED) -> float:
    """One-sided p-value of "the differences are symmetric about 0".

    The share of sign patterns whose sum is at least the measured one: all 2^n
    patterns up to n = 16, else (1 + hits) / (1 + draws) of 100 000 drawn ones. An
    infinite difference outweighs all finite ones together.
    """
    sizes = _finite(np.asarray(differences, dtype=np.float64))
    if sizes.size <= EXACT_UP_TO:
        sums = _all_sums(np.abs(sizes))
        return float(np.mean(sums >= sizes.sum() - _slack(sizes)))
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), (DRAWS, sizes.size))
    hits = np.sum(signs @ np.abs(sizes) >= sizes.sum() - _slack(sizes))
    return float((1 + hits) / (1 + DRAWS))


def _finite(differences):
    finite = np.abs(differences[np.isfinite(differences)])
    return np.clip(differences, -1.0 - finite.sum(), 1.0 + finite.sum())


def _all_sums(sizes):
    sums = np.zeros(1)
    for size in sizes:
        sums = np.concatenate([sums - size, sums + size])
    return sums


def _slack(sizes):
    # Equal sums reached in another order differ by rounding; they are ties.
    return 1e-12 * np.abs(sizes).sum()
