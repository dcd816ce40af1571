"""Arrays from TensorFlow Datasets, and what to do where they are not."""

from __future__ import annotations

import importlib.util
import os
import pathlib

import numpy as np

from benchmarks.data._data_error import DataError

FOLDER_VARIABLE = "TFDS_DATA_DIR"
DEFAULT_FOLDER = "~/tensorflow_datasets"


def read_tfds(name: str, download: bool) -> tuple[dict[str, np.ndarray], str]:
    """The arrays of a data set as prepared on this disk, and their source.

    Looks in TFDS_DATA_DIR, else ~/tensorflow_datasets. Only with `download` is
    anything fetched.
    """
    library = _library(name)
    folder = _prepared_folder(name)
    if folder is None and download:
        _fetch(library, name)
        folder = _prepared_folder(name)
    if folder is None:
        raise DataError(
            f"{name} is not in {_root()} and no folder of exported files holds it. "
            "Pass --download to fetch it, set TFDS_DATA_DIR or KERAS_NNTRICKS_DATA "
            "to the folder that has it, or choose the embedded digits."
        )
    builder = library.builder_from_directory(folder)
    return _arrays(library, builder), f"tensorflow-datasets {builder.info.full_name}"


def _library(name):
    if importlib.util.find_spec("tensorflow") is None:
        raise DataError(
            f"{name} needs TensorFlow to be read, which is not installed here. On a "
            f"machine that has it run `python -m benchmarks data export --names {name}`"
            ", copy the file, and set KERAS_NNTRICKS_DATA to its folder."
        )
    try:
        import tensorflow_datasets
    except ImportError as error:
        raise DataError(
            f"{name} needs TensorFlow Datasets, which cannot be imported: {error}. "
            "Install the extra `benchmarks`."
        ) from error
    return tensorflow_datasets


def _root():
    folder = os.environ.get(FOLDER_VARIABLE) or DEFAULT_FOLDER
    return pathlib.Path(folder).expanduser()


def _prepared_folder(name):
    """The newest version that is complete: its description is written last."""
    found = (_root() / name).glob("*/dataset_info.json")
    folders = [path.parent for path in found if _version(path.parent.name)]
    return max(folders, key=lambda folder: _version(folder.name), default=None)


def _version(text):
    parts = text.split(".")
    return tuple(map(int, parts)) if all(p.isdecimal() for p in parts) else ()


def _fetch(library, name):
    try:
        library.builder(name, data_dir=_root()).download_and_prepare()
    except Exception as error:  # whatever the network and the library raise
        raise DataError(f"{name} could not be downloaded: {error}") from error


def _arrays(library, builder):
    # One file after the other: the order of the examples is the same everywhere.
    reading = library.ReadConfig(interleave_cycle_length=1, try_autocache=False)
    arrays = {}
    for split in ("train", "test"):
        whole = builder.as_dataset(
            split=split, batch_size=-1, as_supervised=True, read_config=reading
        )
        arrays[f"x_{split}"], arrays[f"y_{split}"] = library.as_numpy(whole)
    return arrays
