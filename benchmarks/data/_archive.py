"""One data set as one .npz file: integers, and the hash they must have."""

from __future__ import annotations

import os
import pathlib
import zipfile
import zlib
from collections.abc import Mapping

import numpy as np

from benchmarks.data._data_error import DataError
from benchmarks.data._dataset import Dataset
from benchmarks.data._prepared import ARRAYS, prepared

BROKEN = (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error)


def read_archive(name: str, path: pathlib.Path, shape: tuple[int, ...]) -> Dataset:
    """Reads a file of `write_archive`; refuses one whose hash does not match."""
    arrays = _arrays(path)
    missing = [key for key in (*ARRAYS, "name", "hash") if key not in arrays]
    if missing:
        raise DataError(f"{path} lacks {', '.join(missing)}. {_again(name)}")
    if str(arrays["name"]) != name:
        raise DataError(f"{path} holds {arrays['name']}, not {name}. {_again(name)}")
    dataset = prepared(name, arrays, str(path), shape)
    if dataset.hash != str(arrays["hash"]):
        raise DataError(f"{path} does not match the hash inside it. {_again(name)}")
    return dataset


def write_archive(
    path: pathlib.Path, name: str, arrays: Mapping[str, np.ndarray], data_hash: str
) -> None:
    """Writes the whole file or nothing."""
    small = {key: arrays[key].astype(np.uint8) for key in ARRAYS}
    unfinished = path.with_suffix(".unfinished")
    try:
        with unfinished.open("wb") as file:
            np.savez_compressed(file, **small, name=name, hash=data_hash)
        os.replace(unfinished, path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise DataError(f"Cannot write {path}: {error.strerror}.") from error


def _arrays(path):
    if not zipfile.is_zipfile(path):
        raise DataError(f"{path} is not a whole .npz file. {_again(path.stem)}")
    try:
        with np.load(path, allow_pickle=False) as file:
            return {key: file[key] for key in file.files}
    except BROKEN as error:
        raise DataError(
            f"{path} cannot be read: {error}. {_again(path.stem)}"
        ) from error


def _again(name):
    return f"Export {name} again with `python -m benchmarks data export`."
