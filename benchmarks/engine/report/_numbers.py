"""Numbers as people read them."""

from __future__ import annotations

import math
import numbers

MISSING = "\N{EN DASH}"
_MINUS = "\N{MINUS SIGN}"
_TIMES = "\N{MULTIPLICATION SIGN}"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value, digits=3):
    """A number with so many significant digits, as text.

    >>> number(0.12345), number(1.5e-7), number(12345), number(float("inf"))
    ('0.123', '1.5 × 10⁻⁷', '12,345', '∞')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return MISSING
    if math.isinf(value):
        return "∞" if value > 0 else f"{_MINUS}∞"
    if 10**digits <= abs(float(f"{value:.{digits}g}")) < 1e6:
        return f"{value:,.0f}".replace("-", _MINUS)
    return _tidy(f"{value:.{digits}g}")


def _tidy(text):
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.replace("-", _MINUS)
    if not exponent:
        return mantissa
    return f"{mantissa} {_TIMES} 10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def interval(low, high, digits=3):
    """An interval as text, "" where there is none."""
    if low is None or high is None:
        return ""
    return f"[{number(low, digits)}, {number(high, digits)}]"


def digits_for(*values):
    """Significant digits, 3 to 8, that tell values apart.

    >>> digits_for(0.5, 0.2, 0.9), digits_for(2.302585, 2.302560, 2.302610)
    (3, 7)
    """
    finite = [v for v in values if v is not None and math.isfinite(v)]
    spread = max(finite, default=0) - min(finite, default=0)
    if spread == 0:
        return 3
    ratio = max(map(abs, finite)) / spread
    return min(max(math.ceil(math.log10(ratio)) + 2, 3), 8)


def p_value(value):
    """A p-value as text; very small ones only as a bound."""
    if value is None:
        return MISSING
    return "< 0.001" if value < 0.001 else number(value, 2)


def duration(seconds):
    """Seconds as text in the unit that fits.

    >>> duration(0.0421), duration(12.3), duration(75), duration(7300)
    ('0.042 s', '12 s', '1 min 15 s', '2 h 1 min')
    """
    if seconds < 59.5:
        return f"{seconds:.2g} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def anything(value):
    """A number, a text or a sequence of them, as text."""
    if isinstance(value, bool) or value is None:
        return MISSING if value is None else str(value)
    if isinstance(value, numbers.Real):
        return number(float(value)) if not isinstance(value, int) else f"{value:,}"
    if isinstance(value, list | tuple):
        return ", ".join(anything(item) for item in value)
    return str(value)


def plural(count, noun):
    """A count with its noun: "1 seed", "10 seeds"."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
