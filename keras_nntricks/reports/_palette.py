"""The named colours of figures and pages."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class Shade(NamedTuple):
    """One colour on a light and on a dark page, both "#rrggbb"."""

    light: str
    dark: str


# Pairs stay apart for protanopes and deuteranopes; the first four most clearly.
PALETTE = MappingProxyType(
    {
        "series-1": Shade("#2f6be0", "#6d95ff"),
        "series-2": Shade("#a63c00", "#f0a057"),
        "series-3": Shade("#3d8050", "#a2f0ac"),
        "series-4": Shade("#7a0f75", "#cf7bab"),
        "series-5": Shade("#1a86ad", "#8fe6ff"),
        "series-6": Shade("#a6880b", "#b58612"),
        "series-7": Shade("#3a1a9c", "#aaa3fc"),
        "series-8": Shade("#838c94", "#b3b9c2"),
        "ink": Shade("#1b1f24", "#e8ebef"),
        "muted": Shade("#57606a", "#a9b1bb"),
        "grid": Shade("#d4d9df", "#3a424c"),
        "surface": Shade("#ffffff", "#14171c"),
        "raised": Shade("#f4f6f8", "#1d2229"),
        "accent": Shade("#0a58ad", "#7db8ff"),
        "good": Shade("#1a7033", "#5fd184"),
        "bad": Shade("#b01f24", "#ff8f88"),
        "unsure": Shade("#845400", "#ecb84a"),
    }
)


def variable(name):
    """The CSS value of a colour: the page's variable, else the light shade."""
    return f"var(--nn-{name}, {PALETTE[name].light})"


def palette_css():
    """The CSS that defines every variable for light pages, dark pages and print."""
    light = "".join(f"--nn-{name}:{shade.light};" for name, shade in PALETTE.items())
    dark = "".join(f"--nn-{name}:{shade.dark};" for name, shade in PALETTE.items())
    query = "@media screen and (prefers-color-scheme: dark)"
    return f":root{{{light}}}\n{query}{{:root{{{dark}}}}}\n"
