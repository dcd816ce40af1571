"""Exported files that are damaged, foreign or incomplete."""

import os

import numpy as np
import pytest

from benchmarks import data
from benchmarks.data import _archive
from tests.benchmarks.data.made_sets import made_arrays


def write(path, name="mnist", **changes):
    """A sound file of `made_arrays`, or one with some members changed."""
    sound = path.with_name("mnist.npz")
    arrays = made_arrays()
    _archive.write_archive(sound, "mnist", arrays, sound_hash())
    with np.load(sound) as file:
        members = {key: file[key] for key in file.files}
    members |= {"name": name, **changes}
    np.savez_compressed(path, **{k: v for k, v in members.items() if v is not None})


def sound_hash():
    return _archive.prepared("mnist", made_arrays(), "made", (28, 28, 1)).hash


def test_a_sound_file_is_read(tmp_path):
    write(tmp_path / "mnist.npz")
    assert data.load("mnist", tmp_path).hash == sound_hash()


def test_the_environment_names_the_folder(tmp_path, monkeypatch):
    write(tmp_path / "mnist.npz")
    monkeypatch.setenv("KERAS_NNTRICKS_DATA", str(tmp_path))
    assert data.load("mnist").source == str(tmp_path / "mnist.npz")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"hash": "0" * 64}, "does not match the hash inside it"),
        ({"y_test": np.zeros(10, np.uint8)}, "does not match the hash inside it"),
        ({"x_test": None}, "lacks x_test"),
        ({"hash": None}, "lacks hash"),
        ({"name": "fashion_mnist"}, "holds fashion_mnist, not mnist"),
        ({"y_test": np.full(10, 10)}, "labels leave 0..9"),
        ({"y_test": np.zeros(3, np.uint8)}, "with one label each"),
    ],
)
def test_a_changed_file_is_refused(tmp_path, changes, message):
    write(tmp_path / "mnist.npz", **changes)
    with pytest.raises(data.DataError, match=message):
        data.load("mnist", tmp_path)


@pytest.mark.parametrize("kept", [0, 100, 2000])
def test_a_cut_file_is_refused(tmp_path, kept):
    path = tmp_path / "mnist.npz"
    write(path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(data.DataError, match=r"data export"):
        data.load("mnist", tmp_path)


def test_flipped_bytes_are_refused(tmp_path):
    path = tmp_path / "mnist.npz"
    write(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(data.DataError, match=r"data export"):
        data.load("mnist", tmp_path)


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    def full(*paths):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(data.DataError, match="No space left on device"):
        write(tmp_path / "mnist.npz")
    assert list(tmp_path.iterdir()) == []
