"""Images from an exported file, else from TensorFlow Datasets."""

from __future__ import annotations

import os
import pathlib

from benchmarks.data._archive import read_archive
from benchmarks.data._dataset import Dataset
from benchmarks.data._prepared import prepared
from benchmarks.data._tfds import read_tfds

FOLDER_VARIABLE = "KERAS_NNTRICKS_DATA"


def images(name: str, shape: tuple[int, ...], root, download: bool) -> Dataset:
    """Reads `<root>/<name>.npz` if it is there, else TensorFlow Datasets.

    `root` None means the folder named by KERAS_NNTRICKS_DATA. Both ways give the
    same arrays and hash for the same data.
    """
    path = archive_path(name, root)
    if path is None or not path.exists():
        arrays, source = read_tfds(name, download)
        return prepared(name, arrays, source, shape)
    return read_archive(name, path, shape)


def archive_path(name: str, root) -> pathlib.Path | None:
    """Where the exported file of a data set is looked for."""
    folder = root or os.environ.get(FOLDER_VARIABLE)
    return pathlib.Path(folder) / f"{name}.npz" if folder else None
