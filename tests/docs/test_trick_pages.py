"""Each trick has a page: what it does, when, when not, from where, how it is judged."""

import pathlib
import re

import pytest

from benchmarks.engine.registry import Registry

CONTENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "content"
PAGES = sorted((CONTENT / "tricks").glob("*.md"))
SECTIONS = ("When to use it", "When not", "Source", "Experiment")
JUDGED = tuple(
    f"../{page}.md" for page in ("benchmarks", "cost_of_monitors", "diagnosis", "speed")
)


def sections_of(text):
    """Heading -> what stands below it."""
    _, *rest = re.split(r"^## (.+)$", text, flags=re.M)
    return dict(zip(rest[::2], rest[1::2], strict=True))


def problems_of(text):
    """What a page of a trick lacks, in words."""
    sections = sections_of(text)
    missing = [f"no section {s!r}" for s in SECTIONS if not sections.get(s, "").strip()]
    checks = {
        "no example that runs": "```python\n>>> " in text,
        "no link to its source": "https://" in sections.get("Source", ""),
        "no link to its experiment": any(
            f"]({page}" in sections.get("Experiment", "") for page in JUDGED
        ),
    }
    return missing + [problem for problem, fine in checks.items() if not fine]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_complete(page):
    assert problems_of(page.read_text()) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_experiments_that_it_names_exist(page):
    known = {name[:3].upper() for name in Registry().module_names()}
    named = re.findall(
        r"\bE\d\d\b", sections_of(page.read_text()).get("Experiment", "")
    )
    assert set(named) <= known


def test_the_page_of_the_benchmarks_lists_every_experiment():
    page = (CONTENT / "benchmarks.md").read_text()
    for experiment in Registry().select():
        assert f"| {experiment.name[:3].upper()} | {experiment.question} |" in page


COMPLETE = """
```python
>>> 1
1
```

## When to use it

Often.

## When not

Never.

## Source

<https://example.org>

## Experiment

[E01](../benchmarks.md#experiments)
"""


def test_a_complete_page_is_accepted():
    assert problems_of(COMPLETE) == []


@pytest.mark.parametrize(
    "part", [*(f"## {s}" for s in SECTIONS), ">>> 1", "https", "(../benchmarks"]
)
def test_a_page_without_a_part_is_rejected(part):
    assert problems_of(COMPLETE.replace(part, "gone")) != []
