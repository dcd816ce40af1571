"""Starting values: shape, dtype, seeds, moments."""

import itertools

import keras
import numpy as np

from tests.backends import to_numpy
from tests.conformance.kernels import KERNELS
from tests.conformance.models import dtype_of, through_json
from tests.conformance.registry import check

SHAPES = ((3, 4), (1, 5), (6, 1))
DEVIATIONS = 5.0


@check("initializer")
def check_shape_and_dtype(case):
    """As asked for; floatx where nothing is asked for."""
    for shape in SHAPES:
        values = case.build()(shape)
        assert tuple(values.shape) == shape, f"{case.id}: {values.shape} for {shape}"
        assert dtype_of(values) == keras.config.floatx(), f"{case.id}: floatx"
    for dtype in ("float32", "float16", "bfloat16"):
        values = case.build()((3, 4), dtype=dtype)
        assert dtype_of(values) == dtype, f"{case.id}: {dtype_of(values)}"
        assert np.all(np.isfinite(to_numpy(values))), f"{case.id}: not finite"


def _draw(initializer):
    return to_numpy(initializer((6, 5)))


@check("initializer")
def check_int_seed_repeats(case):
    """The same integer gives the same values: each call, each instance, each file."""
    first = case.build(seed=7)
    values = _draw(first)
    again = case.make.from_config(through_json(first.get_config()))
    for what, other in (("a call", first), ("a config", again)):
        assert np.array_equal(values, _draw(other)), f"{case.id}: {what} differs"
    assert not np.array_equal(values, _draw(case.build(seed=8))), f"{case.id}: seed 8"


@check("initializer")
def check_seed_generator_differs(case):
    """A generator gives fresh values each call, and the same sequence again."""
    sequences = []
    for _ in range(2):
        initializer = case.build(seed=keras.random.SeedGenerator(7))
        sequences.append([_draw(initializer), _draw(initializer)])
    first, second = sequences
    assert not np.array_equal(*first), f"{case.id}: two draws of a generator agree"
    assert np.array_equal(first, second), f"{case.id}: the sequence is not repeated"


@check("initializer")
def check_unseeded_draws_differ(case):
    """Without a seed no two draws agree, and `set_random_seed` repeats them all."""
    runs = []
    for _ in range(2):
        keras.utils.set_random_seed(5)
        one, other = case.build(seed=None), case.build(seed=None)
        runs.append([_draw(one), _draw(one), _draw(other)])
    for first, second in itertools.combinations(runs[0], 2):
        assert not np.array_equal(first, second), f"{case.id}: two draws agree"
    assert np.array_equal(*runs), f"{case.id}: ignores set_random_seed"


@check("initializer", when=lambda case: case.moments)
def check_mean_and_variance(case):
    """As declared, in dense, conv, depthwise, transposed, grouped, einsum kernels."""
    for kernel in KERNELS:
        initializer = case.build(seed=3, **case.told.get(kernel.name, {}))
        values = to_numpy(kernel.values(initializer)).ravel()
        mean, variance = case.moments(kernel.fan_in, kernel.fan_out)
        message = f"{case.id}, {kernel.name} kernel"
        _assert_moments(values, mean, variance, message)


def _assert_moments(values, mean, variance, message):
    """Within 5 standard errors of a normal sample, the widest of our distributions."""
    off = abs(values.mean() - mean) / np.sqrt(variance / values.size)
    assert off < DEVIATIONS, f"{message}: mean {values.mean():.3g}, not {mean:.3g}"
    spread = np.mean((values - mean) ** 2) / variance
    limit = DEVIATIONS * np.sqrt(2 / values.size)
    assert abs(spread - 1) < limit, f"{message}: variance is {spread:.3f} of declared"
