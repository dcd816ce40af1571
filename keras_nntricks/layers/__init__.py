"""Layers: weights, randomness, statistics, or a training switch."""

from keras_nntricks.layers._crelu import CReLU
from keras_nntricks.layers._filter_response_norm import FilterResponseNorm
from keras_nntricks.layers._maxout import Maxout
from keras_nntricks.layers._maxout_conv1d import MaxoutConv1D
from keras_nntricks.layers._maxout_conv2d import MaxoutConv2D
from keras_nntricks.layers._maxout_conv3d import MaxoutConv3D
from keras_nntricks.layers._maxout_dense import MaxoutDense
from keras_nntricks.layers._prelu import PReLU
from keras_nntricks.layers._rrelu import RReLU
from keras_nntricks.layers._srelu import SReLU
from keras_nntricks.layers._tlu import TLU

__all__ = [
    "TLU",
    "CReLU",
    "FilterResponseNorm",
    "Maxout",
    "MaxoutConv1D",
    "MaxoutConv2D",
    "MaxoutConv3D",
    "MaxoutDense",
    "PReLU",
    "RReLU",
    "SReLU",
]
