"""Starting values: shape, dtype, seeds, moments."""

import itertools

import keras
import numpy as np

from tests.backends import to_numpy
from tests.conformance.kernels import KERNELS
from tests.conformance.models import assert_close, dtype_of, through_json
from tests.conformance.registry import check

DEVIATIONS = 5.0


def _is_seeded(case):
    return "seed" in case.arguments


@check("initializer")
def check_shape_and_dtype(case):
    """As asked for; floatx where nothing is asked for."""
    for shape in case.shapes:
        values = case.build()(shape)
        assert tuple(values.shape) == shape, f"{case.id}: {values.shape} for {shape}"
        assert dtype_of(values) == keras.config.floatx(), f"{case.id}: floatx"
    for dtype in ("float32", "float16", "bfloat16"):
        values = case.build()(case.shapes[0], dtype=dtype)
        assert dtype_of(values) == dtype, f"{case.id}: {dtype_of(values)}"
        assert np.all(np.isfinite(to_numpy(values))), f"{case.id}: not finite"


def _draw(case, initializer):
    return to_numpy(initializer(case.shapes[0]))


@check("initializer", when=lambda case: not _is_seeded(case))
def check_values_without_seed_repeat(case):
    """What takes no seed leaves nothing to chance: each call, each instance."""
    first = case.build()
    values = _draw(case, first)
    for what, other in (("a call", first), ("an instance", case.build())):
        assert np.array_equal(values, _draw(case, other)), f"{case.id}: {what} differs"


@check("initializer", when=_is_seeded)
def check_int_seed_repeats(case):
    """The same integer gives the same values: each call, each instance, each file."""
    first = case.build(seed=7)
    values = _draw(case, first)
    again = case.make.from_config(through_json(first.get_config()))
    for what, other in (("a call", first), ("a config", again)):
        assert np.array_equal(values, _draw(case, other)), f"{case.id}: {what} differs"
    other = _draw(case, case.build(seed=8))
    assert not np.array_equal(values, other), f"{case.id}: seed 8"


@check("initializer", when=_is_seeded)
def check_seed_generator_differs(case):
    """A generator gives fresh values each call, and the same sequence again."""
    sequences = []
    for _ in range(2):
        initializer = case.build(seed=keras.random.SeedGenerator(7))
        sequences.append([_draw(case, initializer), _draw(case, initializer)])
    first, second = sequences
    assert not np.array_equal(*first), f"{case.id}: two draws of a generator agree"
    assert np.array_equal(first, second), f"{case.id}: the sequence is not repeated"


@check("initializer", when=_is_seeded)
def check_unseeded_draws_differ(case):
    """Without a seed no two draws agree, and `set_random_seed` repeats them all."""
    runs = []
    for _ in range(2):
        keras.utils.set_random_seed(5)
        one, other = case.build(seed=None), case.build(seed=None)
        runs.append([_draw(case, draws) for draws in (one, one, other)])
    for first, second in itertools.combinations(runs[0], 2):
        assert not np.array_equal(first, second), f"{case.id}: two draws agree"
    assert np.array_equal(*runs), f"{case.id}: ignores set_random_seed"


@check("initializer", when=lambda case: case.reference)
def check_values(case):
    """Those of the NumPy reference, to the last digit but one."""
    for shape in case.shapes:
        values = to_numpy(case.build()(shape))
        message = f"{case.id} for {shape}"
        assert_close(values, case.reference(shape), message, 1e-6, 1e-7)


@check("initializer", when=lambda case: case.properties)
def check_properties(case):
    """Of every kernel that is drawn."""
    for shape in case.shapes:
        held = case.properties(to_numpy(case.build()(shape)))
        broken = [what for what, holds in held.items() if not holds]
        assert held, f"{case.id}: promises nothing for {shape}"
        assert not broken, f"{case.id} for {shape}: not {', '.join(broken)}"


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
    """Within 5 standard errors, those of the squares as the sample has them."""
    off = abs(values.mean() - mean) / np.sqrt(variance / values.size)
    assert off < DEVIATIONS, f"{message}: mean {values.mean():.3g}, not {mean:.3g}"
    squares = (values - mean) ** 2 / variance
    limit = DEVIATIONS * np.sqrt(squares.var() / values.size)
    spread = squares.mean()
    assert abs(spread - 1) < limit, f"{message}: variance is {spread:.3f} of declared"
