"""Starting weights from data and from the architecture: functions of a built model."""

from keras_nntricks.calibration._fixup import fixup
from keras_nntricks.calibration._krahenbuhl import krahenbuhl
from keras_nntricks.calibration._lsuv import lsuv
from keras_nntricks.calibration._precise_batch_norm import precise_batch_norm
from keras_nntricks.calibration._report import CalibrationReport
from keras_nntricks.calibration._weight_norm_init import weight_norm_init

__all__ = [
    "CalibrationReport",
    "fixup",
    "krahenbuhl",
    "lsuv",
    "precise_batch_norm",
    "weight_norm_init",
]
