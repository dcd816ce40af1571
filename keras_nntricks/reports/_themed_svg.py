"""A figure as an inline SVG that follows the page's colours."""

from __future__ import annotations

import hashlib
import io
import re
from xml.etree import ElementTree

from keras_nntricks.reports._figure_style import figure_style
from keras_nntricks.reports._palette import PALETTE, variable

_COLOURS = {
    "#000000": "currentColor",
    **{shade.light: variable(name) for name, shade in PALETTE.items()},
}
_REFERENCE = re.compile(r"(?:^|url\()#([\w-]+)")


def themed_svg(figure, label):
    """Renders a Matplotlib figure as an SVG to be put into a page.

    Text stays text, the background is transparent, and the colours of `PALETTE` become
    CSS variables that fall back on the light shade: the figure follows the page into
    dark mode. Black becomes `currentColor`; any other colour stays as it is. The same
    figure gives the same text. Identifiers are hashed, so that figures on one page do
    not clash.

    Args:
        figure: `matplotlib.figure.Figure`, best made inside `figure_style()`.
        label: str. What the figure shows, for people who do not see it.

    Returns:
        The SVG element as a str, as wide as its container allows.

    Example:
    >>> from keras_nntricks.reports import figure_style, themed_svg
    >>> from matplotlib.figure import Figure
    >>> with figure_style():
    ...     figure = Figure()
    ...     _ = figure.subplots().plot([1, 2, 4])
    >>> svg = themed_svg(figure, "A line that doubles")
    >>> svg[:4], 'role="img"' in svg, "var(--nn-series-1, #2f6be0)" in svg
    ('<svg', True, True)

    Reference: W3C, "Scalable Vector Graphics (SVG) 2",
    https://www.w3.org/TR/SVG2/
    """
    root = _without_namespaces(ElementTree.fromstring(_rendered(figure)))
    _drop_page_wide_style(root)
    for element in root.iter():
        _recolour(element)
    _shorten_identifiers(root, label)
    _set_root(root, label)
    return ElementTree.tostring(root, encoding="unicode")


def _rendered(figure):
    import matplotlib

    settings = {"svg.fonttype": "none", "svg.hashsalt": "keras_nntricks"}
    metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    text = io.StringIO()
    # Colours such as "C1" are looked up only now.
    with figure_style(), matplotlib.rc_context(settings):
        figure.savefig(
            text,
            format="svg",
            transparent=True,
            metadata=metadata,
            bbox_inches="tight",
            pad_inches=0.05,
        )
    return text.getvalue()


def _without_namespaces(root):
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in [name for name in element.attrib if "}" in name]:
            element.set(name.rpartition("}")[2], element.attrib.pop(name))
        element.tail = None if (element.tail or "").isspace() else element.tail
        element.text = None if (element.text or "").isspace() else element.text
    return root


def _drop_page_wide_style(root):
    # Matplotlib's <style> selects "*": inside a page it would reach everything else.
    for parent in root.findall(".//style/.."):
        for style in parent.findall("style"):
            parent.remove(style)


def _recolour(element):
    for name in ("style", "fill", "stroke"):
        if name in element.attrib:
            found = element.get(name)
            themed = re.sub(r"#[0-9a-f]{6}\b", lambda m: _themed(m.group()), found)
            element.set(name, themed)


def _themed(colour):
    return _COLOURS.get(colour, colour)


def _shorten_identifiers(root, label):
    content = label + ElementTree.tostring(root, encoding="unicode")
    prefix = "f" + hashlib.sha256(content.encode()).hexdigest()[:10]
    values = [value for element in root.iter() for value in element.attrib.values()]
    used = sorted({name for value in values for name in _REFERENCE.findall(value)})
    short = {name: f"{prefix}-{index}" for index, name in enumerate(used)}
    for element in root.iter():
        name = element.attrib.pop("id", None)
        if name in short:
            element.set("id", short[name])
        for key, value in element.attrib.items():
            element.set(key, _REFERENCE.sub(lambda m: _renamed(m, short), value))


def _renamed(match, short):
    return match.group().replace(match.group(1), short[match.group(1)])


def _set_root(root, label):
    width = float(root.get("viewBox").split()[2])
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("xmlns", "http://www.w3.org/2000/svg")
    root.set("role", "img")
    root.set("aria-label", label)
    root.set("fill", "currentColor")
    root.set("style", f"{_LINES};--nn-width:{width:.0f};width:100%;height:auto")


_LINES = "stroke-linejoin:round;stroke-linecap:butt"
