"""Keras 3 plugins that make neural networks train well.

Importing the package registers everything that a saved model may hold; `engines`,
`reports`, `search` and `sweeps` are imported when they are first used.
"""

import importlib

from keras_nntricks import (
    activations,
    calibration,
    callbacks,
    constraints,
    initializers,
    layers,
    optimizers,
)

__version__ = "0.1.0"

__all__ = [
    "activations",
    "calibration",
    "callbacks",
    "checks",
    "constraints",
    "engines",
    "initializers",
    "kernels",
    "layers",
    "monitors",
    "optimizers",
    "reports",
    "search",
    "sweeps",
    "taps",
]


def __getattr__(name):
    if name in __all__:
        return importlib.import_module(f"keras_nntricks.{name}")
    raise AttributeError(f"module 'keras_nntricks' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__})
