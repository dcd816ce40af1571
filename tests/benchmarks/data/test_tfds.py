"""Reading what TensorFlow Datasets prepared, exporting it, and both being the same."""

import builtins
import importlib.util
import re

import numpy as np
import pytest

from benchmarks import data
from benchmarks.commands.cli import parser
from tests.benchmarks.data.made_sets import TEST, TRAIN, builder_of, made_arrays

PARTS = ("x_train", "y_train", "x_validation", "y_validation", "x_test", "y_test")


@pytest.fixture(scope="module")
def prepared_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tfds")
    builder_of("mnist", made_arrays())(data_dir=folder).download_and_prepare()
    return folder


@pytest.fixture(autouse=True)
def environment(prepared_folder, monkeypatch):
    monkeypatch.setenv("TFDS_DATA_DIR", str(prepared_folder))
    monkeypatch.delenv("KERAS_NNTRICKS_DATA", raising=False)


def sorted_images(x, y):
    flat = np.rint(np.asarray(x, np.float64).reshape(len(x), -1))
    return sorted((*image, label) for image, label in zip(flat, y, strict=True))


def test_every_example_is_read_once_and_scaled():
    found, made = data.load("mnist"), made_arrays()
    assert found.x_train.shape == (0.9 * TRAIN, 28, 28, 1)
    assert found.x_test.shape == (TEST, 28, 28, 1)
    x = 255 * np.concatenate([found.x_train, found.x_validation])
    y = np.concatenate([found.y_train, found.y_validation])
    assert sorted_images(x, y) == sorted_images(made["x_train"], made["y_train"])
    read = sorted_images(255 * found.x_test, found.y_test)
    assert read == sorted_images(made["x_test"], made["y_test"])
    assert found.source == "tensorflow-datasets mnist/1.0.0"


def test_the_exported_file_gives_the_same_arrays_and_hash(tmp_path):
    (path,) = data.export(["mnist"], tmp_path / "new" / "folder")
    assert path == tmp_path / "new" / "folder" / "mnist.npz"
    read, exported = data.load("mnist"), data.load("mnist", root=path.parent)
    assert exported.hash == read.hash
    assert exported.source == str(path)
    for part in PARTS:
        np.testing.assert_array_equal(getattr(read, part), getattr(exported, part))
        assert getattr(read, part).dtype == getattr(exported, part).dtype


def test_the_exported_file_needs_no_tensorflow(tmp_path, monkeypatch):
    data.export(["mnist"], tmp_path)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("KERAS_NNTRICKS_DATA", str(tmp_path))
    assert len(data.load("mnist").x_test) == TEST


def test_without_tensorflow_the_error_names_the_export(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(data.DataError) as refused:
        data.load("mnist")
    command = re.search("`python -m benchmarks (.*?)`", str(refused.value))[1]
    arguments = parser().parse_args(command.split())
    assert (arguments.module, arguments.names) == ("data_export", ("mnist",))


def test_without_tensorflow_datasets_the_error_names_the_extra(monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest):
        if name == "tensorflow_datasets":
            raise ModuleNotFoundError("No module named 'importlib_resources'")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(data.DataError, match=r"importlib_resources.*`benchmarks`"):
        data.load("mnist")


def test_data_that_is_not_there_is_never_replaced():
    with pytest.raises(data.DataError, match="Pass --download to fetch it"):
        data.load("fashion_mnist")


def test_a_folder_without_description_is_not_complete(tmp_path, monkeypatch):
    (tmp_path / "cifar10" / "3.0.2.incomplete").mkdir(parents=True)
    (tmp_path / "cifar10" / "3.0.2.incomplete" / "dataset_info.json").touch()
    (tmp_path / "cifar10" / "3.0.2").mkdir()
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path))
    with pytest.raises(data.DataError, match="cifar10 is not in"):
        data.load("cifar10")


def test_download_prepares_it_in_the_folder(tmp_path, monkeypatch):
    import tensorflow_datasets as tfds

    made = builder_of("fashion_mnist", made_arrays(seed=1))
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(tfds, "builder", lambda name, data_dir: made(data_dir=data_dir))
    assert len(data.load("fashion_mnist", download=True).x_test) == TEST
    assert (tmp_path / "fashion_mnist" / "1.0.0").is_dir()


def test_a_failed_download_says_why(tmp_path, monkeypatch):
    import tensorflow_datasets as tfds

    def unreachable(name, data_dir):
        raise OSError("no route to host")

    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(tfds, "builder", unreachable)
    with pytest.raises(data.DataError, match=r"could not be downloaded: no route"):
        data.load("fashion_mnist", download=True)


def test_images_of_another_shape_are_refused(tmp_path, monkeypatch):
    wide = builder_of("cifar10", made_arrays(shape=(8, 8, 3)))
    wide(data_dir=tmp_path).download_and_prepare()
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path))
    with pytest.raises(data.DataError, match=r"is not cifar10: .*\(32, 32, 3\)"):
        data.load("cifar10")


def test_an_unwritable_folder_is_a_clear_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(data.DataError, match="Cannot make"):
        data.export(["mnist"], tmp_path / "file" / "folder")


def test_only_what_is_on_disk_can_be_exported(tmp_path):
    with pytest.raises(ValueError, match=r"`names` must be among .*'digits'"):
        data.export(["digits"], tmp_path)
