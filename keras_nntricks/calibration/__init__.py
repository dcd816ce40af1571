"""Starting weights from data and from the architecture: functions of a built model."""

from keras_nntricks.calibration._report import CalibrationReport

__all__ = ["CalibrationReport"]
