"""Hyperparameter search in the manner of CS231n, on Keras Tuner (extra `tuner`)."""

__all__ = []
