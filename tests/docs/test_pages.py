"""Every public name is on an API page, every page is in the navigation."""

import importlib
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONTENT = ROOT / "docs" / "content"
NAMESPACES = (
    "activations",
    "calibration",
    "callbacks",
    "checks",
    "constraints",
    "engines",
    "initializers",
    "layers",
    "monitors",
    "optimizers",
    "reports",
    "search",
    "sweeps",
    "taps",
)


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_api_page_lists_every_public_name(namespace):
    module = importlib.import_module(f"keras_nntricks.{namespace}")
    page = (CONTENT / "api" / f"{namespace}.md").read_text()
    listed = re.findall(rf"^::: keras_nntricks\.{namespace}\.(\w+)$", page, re.M)
    assert sorted(listed) == sorted(module.__all__)


def test_every_page_is_in_the_navigation():
    navigation = (ROOT / "docs" / "mkdocs.yml").read_text()
    named = set(re.findall(r"[\w/]+\.md", navigation))
    assert named == {p.relative_to(CONTENT).as_posix() for p in CONTENT.rglob("*.md")}


def test_links_of_the_readme_lead_to_files():
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / "README.md").read_text())
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
