"""Verdicts as a table of plain text."""

import textwrap

COLUMNS = (
    ("Where", 22),
    ("What", 30),
    ("Since", 10),
    ("Evidence", 32),
    ("Try", 34),
)


def _cells(verdict):
    since = f"step {verdict.step}, epoch {verdict.epoch + 1}"
    what = f"{verdict.rule}: {verdict.symptom}"
    return verdict.where, what, since, verdict.evidence, verdict.advice


def _lines(cells):
    widths = [width for _, width in COLUMNS]
    wrapped = [
        textwrap.wrap(cell, width) for cell, width in zip(cells, widths, strict=True)
    ]
    for i in range(max(map(len, wrapped))):
        parts = [column[i] if i < len(column) else "" for column in wrapped]
        padded = (f"{p:<{w}}" for p, w in zip(parts, widths, strict=True))
        yield "  ".join(padded).rstrip()


def verdict_table(verdicts):
    """One block of lines for each verdict, below a heading."""
    rule = ["-" * width for _, width in COLUMNS]
    blocks = [[name for name, _ in COLUMNS], rule, *map(_cells, verdicts)]
    return "\n".join(line for block in blocks for line in _lines(block))
