"""The page of the rules says what the rules say."""

import pathlib
import re

from keras_nntricks import monitors

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "content" / "rules.md"


def row_of(rule):
    """The line of the page about a rule."""
    numbers = ", ".join(f"{name} {value:g}" for name, value in rule.thresholds.items())
    source = re.sub(r"(https://[^\s;,]+)", r"<\1>", rule.source)
    cells = (f"`{rule.name}`", rule.symptom, rule.advice, numbers or "none", source)
    return f"| {' | '.join(cells)} |"


def test_the_page_has_a_line_for_each_rule_in_their_order():
    lines = PAGE.read_text().splitlines()
    assert [line for line in lines if line.startswith("| `")] == [
        row_of(rule) for rule in monitors.RULES
    ]
