"""Numbers are written as people read them."""

import math

import pytest

from benchmarks.engine.report import _numbers as numbers

PLAIN = {"\N{MINUS SIGN}": "-", "\N{MULTIPLICATION SIGN}": "x"}


def plain(text):
    """The text in characters that are easy to type."""
    if text == numbers.MISSING:
        return "none"
    return text.translate(str.maketrans(PLAIN))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.5, "0.5"),
        (-0.12345, "-0.123"),
        (999.6, "1,000"),
        (1000, "1,000"),
        (123456.7, "123,457"),
        (2.5e7, "2.5 x 10⁷"),
        (-1.25e-7, "-1.25 x 10⁻⁷"),
        (math.inf, "∞"),
        (-math.inf, "-∞"),
        (math.nan, "none"),
        (None, "none"),
    ],
)
def test_number(value, text):
    assert plain(numbers.number(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"),
        (0.00099, "< 0.001"),
        (0.001, "0.001"),
        (0.0456, "0.046"),
        (1, "1"),
    ],
)
def test_p_value(value, text):
    assert plain(numbers.p_value(value)) == text


def test_interval():
    assert plain(numbers.interval(-1.5, math.inf)) == "[-1.5, ∞]"
    assert plain(numbers.interval(None, None)) == ""


@pytest.mark.parametrize(
    ("values", "digits"),
    [
        ((None, None, None), 3),
        ((1.0, 1.0, 1.0), 3),
        ((0.5, -math.inf, math.inf), 3),
        ((0.5, 0.2, 0.9), 3),
        ((100.0, 99.0, 101.0), 4),
        ((2.302585, 2.302560, 2.302610), 7),
        ((1.0, 1.0 - 1e-12, 1.0 + 1e-12), 8),
    ],
)
def test_digits_tell_the_ends_of_an_interval_apart(values, digits):
    assert numbers.digits_for(*values) == digits


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.0421, "0.042 s"),
        (59.4, "59 s"),
        (59.9, "1 min 0 s"),
        (75.2, "1 min 15 s"),
        (3599.9, "1 h 0 min"),
        (7300, "2 h 1 min"),
    ],
)
def test_duration(seconds, text):
    assert numbers.duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"),
        (True, "True"),
        (1500, "1,500"),
        (0.25, "0.25"),
        ((1, "a", 0.5), "1, a, 0.5"),
        ("text", "text"),
    ],
)
def test_anything(value, text):
    assert plain(numbers.anything(value)) == text


def test_plural():
    assert numbers.plural(1, "seed") == "1 seed"
    assert numbers.plural(1200, "cell") == "1,200 cells"
