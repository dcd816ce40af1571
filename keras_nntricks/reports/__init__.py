"""Figures and self-contained HTML pages (extra `plots`)."""

from keras_nntricks.reports._figure_style import figure_style
from keras_nntricks.reports._page import page
from keras_nntricks.reports._palette import PALETTE
from keras_nntricks.reports._plot_epochs import plot_epochs
from keras_nntricks.reports._plot_histogram import plot_histogram
from keras_nntricks.reports._plot_layers import plot_layers
from keras_nntricks.reports._plot_losses import plot_losses
from keras_nntricks.reports._render import render
from keras_nntricks.reports._tensorboard_writer import TensorBoardWriter
from keras_nntricks.reports._themed_svg import themed_svg
from keras_nntricks.reports._training_report import training_report
from keras_nntricks.reports._write_tensorboard import write_tensorboard

__all__ = [
    "PALETTE",
    "TensorBoardWriter",
    "figure_style",
    "page",
    "plot_epochs",
    "plot_histogram",
    "plot_layers",
    "plot_losses",
    "render",
    "themed_svg",
    "training_report",
    "write_tensorboard",
]
