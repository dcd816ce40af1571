"""One search at a time in a folder."""

import contextlib
import errno
import os
import pathlib
import socket
import time

import keras_tuner

from keras_nntricks.search._json_file import read_json, write_json

LOCK = "search.lock"
_NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL)


class SearchLockedError(keras_tuner.errors.FatalError, RuntimeError):
    """Another search runs in the folder."""


@contextlib.contextmanager
def search_lock(project_dir):
    """Holds the folder; `SearchLockedError` if a search that is alive holds it."""
    path = pathlib.Path(project_dir) / LOCK
    me = _me()
    with _one_at_a_time(project_dir):
        while not _taken(path, me):
            _remove_stale(path, refuse_if_locked(project_dir))
    try:
        yield
    finally:
        if _holder(path) == me:
            path.unlink()


@contextlib.contextmanager
def _one_at_a_time(folder):
    """Among those who take the lock, where the system can; it frees those who die."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(ImportError, OSError):
            import fcntl

            opened = os.open(folder, os.O_RDONLY)
            stack.callback(os.close, opened)
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def refuse_if_locked(project_dir):
    """Who holds the folder, or None; `SearchLockedError` if that search is alive."""
    path = pathlib.Path(project_dir) / LOCK
    holder = _holder(path)
    if holder and _is_alive(holder):
        raise SearchLockedError(
            f"A search runs in {str(project_dir)!r} already, since {holder['since']} "
            f"in process {holder['pid']} of {holder['host']}. Wait for its end, or "
            "take another `project_name`. If that process is no longer running, delete "
            f"{str(path)!r}."
        )
    return holder


def _me():
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "started": _start_of(os.getpid()),
        "since": time.strftime("%Y-%m-%d %H:%M:%S"),
    }


def _taken(path, me):
    # Linked when it is whole: nobody reads half a lock.
    own = path.with_name(f".{os.getpid()}.{LOCK}")
    write_json(own, me)
    try:
        _link(own, path)
    except FileExistsError:
        return False
    finally:
        own.unlink()
    return True


def _link(own, path):
    try:
        os.link(own, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # exFAT and some disks of a network have no links.
        with open(path, "x", encoding="utf-8") as file:
            file.write(own.read_text(encoding="utf-8"))


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


def _remove_stale(path, judged):
    """Removes the lock of this holder; that of another, who was faster, stays."""
    aside = path.with_name(f".stale.{os.getpid()}.{LOCK}")
    with contextlib.suppress(FileNotFoundError):
        os.rename(path, aside)
        if _holder(aside) != judged:
            with contextlib.suppress(FileExistsError):
                _link(aside, path)
        aside.unlink()
