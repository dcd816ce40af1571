"""Columns as a terminal shows them."""

from __future__ import annotations

GAP = "  "


def aligned(rows) -> list[str]:
    """Rows of texts as lines whose columns are as wide as their widest text.

    >>> aligned([("a", "b"), ("long", "c")])
    ['a     b', 'long  c']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        GAP.join(f"{t:<{w}}" for t, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
