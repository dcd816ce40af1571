"""Data sets as files for machines without TensorFlow."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterable

from benchmarks.data._archive import write_archive
from benchmarks.data._data_error import DataError
from benchmarks.data._load import FROM_DISK, load
from benchmarks.data._prepared import prepared
from benchmarks.data._tfds import read_tfds
from keras_nntricks._arguments import require


def export(
    names: Iterable[str], folder: str | os.PathLike, download: bool = False
) -> list[pathlib.Path]:
    """Writes `<folder>/<name>.npz` for each name and reads it back to verify it.

    Args:
        names: of data sets that are read from TensorFlow Datasets.
        folder: made if it is not there.
        download: fetch what is on no disk here.

    Returns:
        The paths of the files.

    Raises:
        DataError: if data cannot be found, written, or read back the same.
    """
    names, folder = list(names), pathlib.Path(folder)
    for name in names:
        require(name in FROM_DISK, "names", f"among {tuple(FROM_DISK)}", name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"Cannot make {folder}: {error.strerror}.") from error
    return [_export_one(name, folder, download) for name in names]


def _export_one(name, folder, download):
    arrays, source = read_tfds(name, download)
    original = prepared(name, arrays, source, arrays["x_train"].shape[1:])
    path = folder / f"{name}.npz"
    write_archive(path, name, arrays, original.hash)
    if load(name, folder).hash != original.hash:
        raise DataError(f"{path} does not read back as it was written.")
    return path
