"""Fused kernels: one neutral face each, one file per backend, one of keras.ops."""

from keras_nntricks.kernels._batch_norm import batch_norm
from keras_nntricks.kernels._elu import elu
from keras_nntricks.kernels._largest import largest
from keras_nntricks.kernels._replicas import sum_over_replicas

__all__ = ["batch_norm", "elu", "largest", "sum_over_replicas"]
