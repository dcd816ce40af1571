"""Layers: weights, randomness, statistics, or a training switch."""

from keras_nntricks.layers._filter_response_norm import FilterResponseNorm
from keras_nntricks.layers._maxout import Maxout
from keras_nntricks.layers._maxout_dense import MaxoutDense

__all__ = [
    "FilterResponseNorm",
    "Maxout",
    "MaxoutDense",
]
