import dataclasses

import pytest

from keras_nntricks.calibration import CalibrationReport
from keras_nntricks.calibration._report import Row

ROWS = (
    Row("conv", 0.25, 12.5, 0.0, 1.0, 3),
    Row("a_longer_name", -0.125, 1e-9, 0.5, 1e5, 0, "left alone"),
)
TABLE = """\
layer          mean before  after  std before  after  steps  note
conv                  0.25      0        12.5      1      3
a_longer_name       -0.125    0.5       1e-09  1e+05      0  left alone"""


def test_printed_it_is_an_aligned_table():
    assert str(CalibrationReport(ROWS)) == TABLE


def test_a_row_is_found_by_the_name_of_its_layer():
    assert CalibrationReport(ROWS)["conv"].before_std == 12.5
    with pytest.raises(KeyError, match="pool"):
        CalibrationReport(ROWS)["pool"]


def test_a_name_of_two_layers_gives_no_row():
    with pytest.raises(KeyError, match="2 layers are named 'conv': look in `rows`"):
        CalibrationReport((*ROWS, ROWS[0]))["conv"]


def test_it_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        CalibrationReport(ROWS).rows = ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        ROWS[0].layer = "other"
