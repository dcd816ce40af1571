"""Real data sets: digits is embedded, the others are read from a disk."""

from benchmarks.data._data_error import DataError
from benchmarks.data._dataset import Dataset
from benchmarks.data._export import export
from benchmarks.data._load import NAMES, load

__all__ = ["NAMES", "DataError", "Dataset", "export", "load"]
