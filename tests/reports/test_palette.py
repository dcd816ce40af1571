"""The palette can be read, and told apart without normal colour vision."""

import itertools
import re

import numpy as np
import pytest

from keras_nntricks.reports import PALETTE, page

# Machado, Oliveira & Fernandes, 2009, severity 1.0, for linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
TEXT = ("ink", "muted", "accent", "good", "bad", "unsure", "series-4")
SERIES = tuple(f"series-{index}" for index in range(1, 9))


def linear(colour):
    """Linear RGB of "#rrggbb" by the sRGB standard."""
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(first, second):
    """WCAG 2 contrast ratio."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted(float(weights @ linear(c)) + 0.05 for c in (first, second))
    return high / low


def oklab(rgb):
    """Ottosson's OKLab of linear RGB."""
    lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return lab @ np.cbrt(lms @ np.clip(rgb, 0, 1))


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize("ground", ["surface", "raised"])
@pytest.mark.parametrize("name", TEXT)
def test_text_colours_reach_contrast(name, ground, shade):
    colour, behind = (getattr(PALETTE[key], shade) for key in (name, ground))
    assert contrast(colour, behind) >= 4.5


@pytest.mark.parametrize("shade", ["light", "dark"])
@pytest.mark.parametrize("name", SERIES)
def test_series_colours_stand_out_from_the_page(name, shade):
    colour, behind = (getattr(PALETTE[key], shade) for key in (name, "surface"))
    assert contrast(colour, behind) >= 3


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("shade", ["light", "dark"])
def test_series_colours_differ_from_each_other(vision, shade):
    seen = [
        oklab(VISIONS[vision] @ linear(getattr(PALETTE[name], shade)))
        for name in SERIES
    ]
    pairs = itertools.combinations(seen, 2)
    assert min(np.linalg.norm(a - b) for a, b in pairs) > 0.055
    first = itertools.combinations(seen[:4], 2)
    assert min(np.linalg.norm(a - b) for a, b in first) > 0.07


def test_page_defines_every_colour_light_and_dark():
    css = re.search(r"<style>(.*?)</style>", page("A", ""), re.DOTALL).group(1)
    light, dark = css.split("prefers-color-scheme: dark", 1)
    for name, shade in PALETTE.items():
        assert f"--nn-{name}:{shade.light};" in light
        assert f"--nn-{name}:{shade.dark};" in dark
    used = set(re.findall(r"var\(--nn-([\w-]+)", css)) - {"width"}
    assert used <= set(PALETTE)
