"""Starting weights that read the right fans for the kernel they fill."""

from keras_nntricks.initializers._gain_scaling import GainScaling
from keras_nntricks.initializers._msra import MSRA
from keras_nntricks.initializers._xavier import Xavier

__all__ = ["MSRA", "GainScaling", "Xavier"]
