"""Layers: weights, randomness, statistics, or a training switch."""

from keras_nntricks.layers._batch_norm import BatchNorm
from keras_nntricks.layers._celu import CELU
from keras_nntricks.layers._crelu import CReLU
from keras_nntricks.layers._cutout import Cutout
from keras_nntricks.layers._drop_connect import DropConnect
from keras_nntricks.layers._elu import ELU
from keras_nntricks.layers._filter_response_norm import FilterResponseNorm
from keras_nntricks.layers._maxout import Maxout
from keras_nntricks.layers._maxout_conv1d import MaxoutConv1D
from keras_nntricks.layers._maxout_conv2d import MaxoutConv2D
from keras_nntricks.layers._maxout_conv3d import MaxoutConv3D
from keras_nntricks.layers._maxout_dense import MaxoutDense
from keras_nntricks.layers._mean_subtraction import MeanSubtraction
from keras_nntricks.layers._mpelu import MPELU
from keras_nntricks.layers._pelu import PELU
from keras_nntricks.layers._prelu import PReLU
from keras_nntricks.layers._rrelu import RReLU
from keras_nntricks.layers._scale import Scale
from keras_nntricks.layers._srelu import SReLU
from keras_nntricks.layers._stochastic_depth import StochasticDepth
from keras_nntricks.layers._tlu import TLU
from keras_nntricks.layers._weight_norm import WeightNorm
from keras_nntricks.layers._weight_standardization import WeightStandardization
from keras_nntricks.layers._whitening import Whitening

__all__ = [
    "CELU",
    "ELU",
    "MPELU",
    "PELU",
    "TLU",
    "BatchNorm",
    "CReLU",
    "Cutout",
    "DropConnect",
    "FilterResponseNorm",
    "Maxout",
    "MaxoutConv1D",
    "MaxoutConv2D",
    "MaxoutConv3D",
    "MaxoutDense",
    "MeanSubtraction",
    "PReLU",
    "RReLU",
    "SReLU",
    "Scale",
    "StochasticDepth",
    "WeightNorm",
    "WeightStandardization",
    "Whitening",
]
