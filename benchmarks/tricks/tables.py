"""Verdicts as the pages and the README state them."""

from __future__ import annotations

import collections
import re
from collections.abc import Mapping, Sequence

from benchmarks.engine.advice import named_claims
from benchmarks.engine.judgement import (
    CONTRADICTED,
    INCONCLUSIVE,
    INVALID,
    NOT_RUN,
    REPRODUCED,
)
from benchmarks.engine.verdict import Judged
from benchmarks.layers.table import line

MARKS = (
    "<!-- verdicts of benchmarks/results/quick: begin -->",
    "<!-- verdicts of benchmarks/results/quick: end -->",
)
HEAD = ("claim, at quick scale", "verdict", "effect and interval", "n")
SYMBOLS = {
    REPRODUCED: "✓",
    CONTRADICTED: "✗",
    INCONCLUSIVE: "≈",
    INVALID: "!",
    NOT_RUN: "○",
}
COLUMN = "claims rerun"
LINK = re.compile(r"\(docs/content/([\w/]+)\.md\)")


def claims_of(names: Sequence[str], judged: Sequence[Judged]) -> list[Judged]:
    """The judged claims of a page, each once.

    Raises:
        ValueError: if a name stands for no claim.
    """
    found = {name: named_claims(name, judged) for name in names}
    unknown = [name for name, claims in found.items() if not claims]
    if unknown:
        raise ValueError(f"No claim is named {', '.join(unknown)}.")
    unique = {
        (e.name, c.name): (e, c, j) for ones in found.values() for e, c, j in ones
    }
    return list(unique.values())


def block(claims: Sequence[Judged]) -> str:
    """The table of a page: a line per claim."""
    lines = [line(*HEAD), line(*["---"] * len(HEAD))]
    return "\n".join([*lines, *(_claim(*one) for one in claims)])


def _claim(experiment, claim, judgement):
    identity = experiment.name.partition("_")[0].upper()
    numbers = f"{judgement.numbers} {judgement.unit}".strip()
    measured = judgement.effect is not None
    return line(
        f"{identity} {_escaped(claim.statement)}",
        judgement.verdict,
        _escaped(numbers) if measured else "",
        str(judgement.n) if measured else "",
    )


def _escaped(text):
    return re.sub(r"([|*_<\[\]])", r"\\\1", text)


def summary(claims: Sequence[Judged]) -> str:
    """How many claims have which verdict: "✓ 3, ≈ 1"."""
    counts = collections.Counter(judgement.verdict for *_, judgement in claims)
    return ", ".join(f"{s} {counts[v]}" for v, s in SYMBOLS.items() if counts[v])


def with_column(
    readme: str, tricks: Mapping[str, Sequence[str]], judged: Sequence[Judged]
) -> str:
    """The README whose table of tricks ends with a column of summaries.

    A line of the table is about the pages that it links to.
    """
    head = re.search(r"^\| trick \|.*\n\|[-|]+\n", readme, re.M)
    end = readme.index("\n\n", head.end())
    lines = readme[head.end() : end].splitlines()
    rows = [_with_summary(text, tricks, judged) for text in lines]
    table = [line(*_cells(head.group().splitlines()[0]), COLUMN), "|---|---|---|---|"]
    return readme[: head.start()] + "\n".join([*table, *rows]) + readme[end:]


def _with_summary(text, tricks, judged):
    cells = _cells(text)
    names = [n for page in LINK.findall(cells[0]) for n in tricks.get(page, ())]
    return line(*cells, summary(claims_of(names, judged)))


def _cells(text):
    """The first three cells of a line."""
    return [cell.strip() for cell in text.strip()[1:-1].split("|")][:3]
