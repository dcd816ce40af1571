"""Files written while and after a training is watched are those of plain Keras."""

import re
import zipfile

import keras

from tests.taps.situations import plain_fit, small
from tests.taps.watchers import Watcher


def _files(folder, callbacks):
    keras.backend.clear_session()
    keras.utils.set_random_seed(2)
    folder.mkdir()
    model = small()
    model.compile("adam", "sparse_categorical_crossentropy")
    weights = folder / "{epoch}-{batch}.weights.h5"
    saver = keras.callbacks.ModelCheckpoint(
        str(weights), save_freq=2, save_weights_only=True
    )
    plain_fit(model, [*callbacks, saver], epochs=1)
    model.save(folder / "after.keras")
    return {path.name: path for path in folder.iterdir()}


def _parts(path):
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts.pop("metadata.json")  # the date
    config = parts.pop("config.json").decode()
    # Objects are numbered by where they lie in memory.
    return parts, re.sub(r'"shared_object_id": \d+', "", config)


def test_files_are_the_same_bytes(tmp_path):
    plain = _files(tmp_path / "plain", [])
    watched = _files(tmp_path / "watched", [Watcher()])
    assert plain.keys() == watched.keys()
    assert len(plain) == 2
    for name, path in watched.items():
        if name.endswith(".h5"):
            assert path.read_bytes() == plain[name].read_bytes()
            assert b"nntricks" not in path.read_bytes()
    assert _parts(watched["after.keras"]) == _parts(plain["after.keras"])
    keras.saving.load_model(watched["after.keras"])
