"""Fused kernels: one neutral face each, one file per backend, one of keras.ops."""

from keras_nntricks.kernels._elu import elu

__all__ = ["elu"]
