"""The words of the report: verdicts and marks, with what they mean."""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """A verdict: its shape, its colour of the palette, its meaning."""

    symbol: str
    colour: str
    meaning: str


VERDICTS = {
    "REPRODUCED": Word(
        "✓",
        "good",
        "the interval lies beyond the margin, or holds the exact value",
    ),
    "CONTRADICTED": Word(
        "✗",
        "bad",
        "the interval lies on the other side, or excludes the exact value",
    ),
    "INCONCLUSIVE": Word("≈", "unsure", "neither; more seeds might tell"),
    "NOT RUN": Word("○", "muted", "too few rows at this scale; the reason is given"),
    "INVALID": Word(
        "!",
        "series-4",
        "the rows cannot bear a verdict; the reason is given",
    ),
}
MARKS = {
    "read": "read in the source's own text",
    "quoted": "read where somebody else quotes the source",
    "derived": "derived in closed form",
    "measured": "measured by an independent simulation",
    "from memory": "remembered, not yet looked up: not to be held against the source",
}
PRINTED = ("read", "quoted", "from memory")  # marks of the source's own numbers
