"""A page that needs nothing but itself."""

from __future__ import annotations

import importlib.resources

from keras_nntricks.reports._palette import palette_css
from keras_nntricks.reports._render import render


def page(title, body_html, description=None, css=""):
    """Wraps HTML into a complete page that loads nothing from anywhere.

    The style sheet is inside: light and dark by the reader's setting, narrow screens,
    print, visible focus. `PALETTE` is there as CSS variables, `var(--nn-ink)` and so
    on. Tables of class "cards" become one card per row on a narrow screen, if their
    cells carry `data-label`; whatever is wider than the screen belongs into an element
    of class "scroll". A content security policy keeps scripts and requests out.

    Args:
        title: str. The title of the page and its first heading.
        body_html: str. HTML below the heading; it is not escaped.
        description: str or None. One sentence for the page's metadata.
        css: str. More style, after the page's own; it is not escaped.

    Returns:
        The HTML document as a str.

    Example:
    >>> html = page("Two layers", "<p>Both learn.</p>")
    >>> html.splitlines()[0], "<h1>Two layers</h1>" in html
    ('<!DOCTYPE html>', True)

    Reference: W3C, "Web Content Accessibility Guidelines 2.2",
    https://www.w3.org/TR/WCAG22/
    """
    return render(
        _resource("page.html"),
        title=title,
        body_html=body_html,
        description=description,
        css=palette_css() + _resource("page.css") + css,
    )


def _resource(name):
    files = importlib.resources.files("keras_nntricks.reports")
    return files.joinpath(name).read_text(encoding="utf-8")
