"""Figures and self-contained HTML pages (extra `plots`)."""

from keras_nntricks.reports._figure_style import figure_style
from keras_nntricks.reports._page import page
from keras_nntricks.reports._palette import PALETTE
from keras_nntricks.reports._render import render
from keras_nntricks.reports._themed_svg import themed_svg

__all__ = ["PALETTE", "figure_style", "page", "render", "themed_svg"]
