"""One search at a time in a folder."""

import contextlib
import os
import pathlib
import socket
import time

import keras_tuner

from keras_nntricks.search._json_file import read_json, write_json

LOCK = "search.lock"


class SearchLockedError(keras_tuner.errors.FatalError, RuntimeError):
    """Another search runs in the folder."""


@contextlib.contextmanager
def search_lock(project_dir):
    """Holds the folder; `SearchLockedError` if a search that is alive holds it."""
    path = pathlib.Path(project_dir) / LOCK
    while not _taken(path):
        refuse_if_locked(project_dir)
        _remove_stale(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def refuse_if_locked(project_dir):
    """Raises `SearchLockedError` while a search that is alive holds the folder."""
    path = pathlib.Path(project_dir) / LOCK
    holder = _holder(path)
    if holder and _is_alive(holder):
        raise SearchLockedError(
            f"A search runs in {str(project_dir)!r} already, since {holder['since']} "
            f"in process {holder['pid']} of {holder['host']}. Wait for its end, or "
            "take another `project_name`. If that process is no longer running, delete "
            f"{str(path)!r}."
        )


def _taken(path):
    me = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "started": _start_of(os.getpid()),
        "since": time.strftime("%Y-%m-%d %H:%M:%S"),
    }
    # Linked when it is whole: nobody reads half a lock.
    own = path.with_name(f".{os.getpid()}.{LOCK}")
    write_json(own, me)
    try:
        os.link(own, path)
    except FileExistsError:
        return False
    finally:
        own.unlink()
    return True


def _holder(path):
    try:
        return read_json(path)
    except FileNotFoundError:
        return None


def _is_alive(holder):
    """What another host does cannot be seen from here: alive."""
    if holder["host"] != socket.gethostname():
        return True
    try:
        os.kill(holder["pid"], 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    # A number can be given again to a new process.
    return holder["started"] == _start_of(holder["pid"])


def _start_of(pid):
    """When a process began, in ticks since the boot; None where that is not told."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return None
    # The name of the program, in parentheses, may hold blanks.
    return int(text.rpartition(")")[2].split()[19])


def _remove_stale(path):
    """Of several who try, one succeeds."""
    aside = path.with_name(f".stale.{os.getpid()}.{LOCK}")
    with contextlib.suppress(FileNotFoundError):
        os.rename(path, aside)
        aside.unlink()
