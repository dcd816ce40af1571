"""JSON files that are whole or not there, and errors that name the file."""

import contextlib
import errno
import json
import os
import pathlib

import keras_tuner

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


class DiskFullError(keras_tuner.errors.FatalError, OSError):
    """The disk has no room left; ends the search, not only the trial."""


class CorruptFileError(keras_tuner.errors.FatalError, ValueError):
    """A file of the search cannot be read as what it should be."""


@contextlib.contextmanager
def replacing(path):
    """A path to write to; the file takes the place of `path` if nothing was raised.

    Whoever reads `path`, also after a crash, finds the old or the new file.
    """
    path = pathlib.Path(path)
    # Keras looks at the end of the name, so it stays.
    new = path.with_name(f".new.{os.getpid()}.{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield new
        os.replace(new, path)
    except OSError as error:
        if not _is_full(error):
            raise
        raise DiskFullError(
            errno.ENOSPC,
            f"The disk of the folder {str(path.parent)!r} is full: {path.name} could "
            "not be written. What was there is unharmed. Free some space and run the "
            "same script again: with `overwrite=False` it goes on from the last "
            "trial that ended",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def _is_full(error):
    # h5py raises an OSError without a number and with this text.
    return error.errno in _FULL or os.strerror(errno.ENOSPC) in str(error)


def write_json(path, value):
    """Writes `value` in one step."""
    text = json.dumps(value)
    with replacing(path) as new:
        new.write_text(text, encoding="utf-8")


def read_json(path, keys=()):
    """The object in the file; `CorruptFileError` if it is none or lacks a key."""
    try:
        value = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise _corrupt(path, f"it is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise _corrupt(path, f"a JSON object was expected, not {value!r:.40}")
    missing = [key for key in keys if key not in value]
    if missing:
        raise _corrupt(path, f"it lacks {', '.join(missing)}")
    return value


def _corrupt(path, why):
    path = pathlib.Path(path)
    folder = path.parent.name
    instead = (
        f"delete the folder {folder!r} to go on without this trial"
        if folder.startswith("trial_")
        else "start anew with another `project_name`"
    )
    return CorruptFileError(
        f"The file {str(path)!r} of the search is damaged: {why}. No file was changed. "
        f"Put it back from a copy, or {instead}."
    )
