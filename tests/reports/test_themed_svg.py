"""A figure becomes an inline SVG that follows the page."""

import re
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure

from keras_nntricks.reports import PALETTE, figure_style, themed_svg

NAMESPACE = "{http://www.w3.org/2000/svg}"


def figure_of(values=(1, 2, 3), title="Loss", **settings):
    with figure_style():
        figure = Figure()
        axes = figure.subplots()
        axes.plot(values, marker="o", label="he", **settings)
        axes.legend()
        axes.set_title(title)
    return figure


def svg_of(*arguments, **settings):
    return themed_svg(figure_of(*arguments, **settings), "The loss")


def test_svg_is_an_image_with_a_label_that_scales():
    root = ElementTree.fromstring(svg_of())
    assert root.tag == NAMESPACE + "svg"
    assert (root.get("role"), root.get("aria-label")) == ("img", "The loss")
    assert root.get("width") is None
    assert len(root.get("viewBox").split()) == 4
    assert "width:100%" in root.get("style")


def test_label_and_texts_are_escaped():
    svg = themed_svg(figure_of(title="a <b> & c"), 'say "<script>"')
    root = ElementTree.fromstring(svg)
    assert root.get("aria-label") == 'say "<script>"'
    assert "a <b> & c" in list(root.itertext())
    assert "<script" not in svg
    assert "<b>" not in svg


def test_series_follow_the_palette_and_black_follows_the_page():
    svg = svg_of()
    assert f"var(--nn-series-1, {PALETTE['series-1'].light})" in svg
    assert f"var(--nn-grid, {PALETTE['grid'].light})" in svg
    assert "#000000" not in svg
    assert ElementTree.fromstring(svg).get("fill") == "currentColor"


@pytest.mark.parametrize("name", [f"series-{index}" for index in range(1, 9)])
def test_cycle_has_every_series_colour(name):
    svg = svg_of(color=f"C{int(name[-1]) - 1}")
    assert f"stroke: var(--nn-{name}, {PALETTE[name].light})" in svg


def test_other_colours_stay():
    assert "#123456" in svg_of(color="#123456")


def test_text_is_text_and_nothing_reaches_the_page_around():
    root = ElementTree.fromstring(svg_of())
    tags = {element.tag.removeprefix(NAMESPACE) for element in root.iter()}
    assert "text" in tags
    assert tags.isdisjoint({"style", "script", "metadata"})


def test_identifiers_are_referenced_and_differ_between_figures():
    first, second = svg_of((1, 2, 3)), svg_of((3, 2, 1))
    ids = [set(re.findall(r' id="([^"]+)"', svg)) for svg in (first, second)]
    assert ids[0].isdisjoint(ids[1])
    for svg, own in zip((first, second), ids, strict=True):
        assert set(re.findall(r"[(\"]#([\w-]+)[)\"]", svg)) == own
        assert own


def test_same_figure_gives_the_same_text():
    assert svg_of() == svg_of()


def test_style_ends_with_its_context():
    import matplotlib

    before = dict(matplotlib.rcParams)
    with figure_style():
        assert matplotlib.rcParams["axes.spines.top"] is False
    assert dict(matplotlib.rcParams) == before
