"""Starting weights that read the right fans for the kernel they fill."""

from keras_nntricks.initializers._conv_identity import ConvIdentity
from keras_nntricks.initializers._delta_orthogonal import DeltaOrthogonal
from keras_nntricks.initializers._gain_scaling import GainScaling
from keras_nntricks.initializers._icnr import ICNR
from keras_nntricks.initializers._lecun import LeCun
from keras_nntricks.initializers._msra import MSRA
from keras_nntricks.initializers._orthogonal import Orthogonal
from keras_nntricks.initializers._random_walk import RandomWalk
from keras_nntricks.initializers._randomized_asymmetric import RandomizedAsymmetric
from keras_nntricks.initializers._sparse import Sparse
from keras_nntricks.initializers._xavier import Xavier
from keras_nntricks.initializers._zero import ZerO

__all__ = [
    "ICNR",
    "MSRA",
    "ConvIdentity",
    "DeltaOrthogonal",
    "GainScaling",
    "LeCun",
    "Orthogonal",
    "RandomWalk",
    "RandomizedAsymmetric",
    "Sparse",
    "Xavier",
    "ZerO",
]
