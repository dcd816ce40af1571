"""Keras 3 plugins that make neural networks train well."""

__version__ = "0.1.0"
