"""Divides blocks among processes: a lock per block that dies with its process."""

from __future__ import annotations

import contextlib
import os
import pathlib

from benchmarks.engine.json_lines import StoreError, fcntl


class BlockLock:
    """One lock file, held or free. The file stays; the lock goes with its holder."""

    def __init__(self, folder: pathlib.Path, name: str):
        self._path = folder / "locks" / f"{name}.lock"
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Whether this process holds the block now; never waits."""
        descriptor = self._open()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Gives the block back."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None

    def _open(self):
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise StoreError(f"Cannot open {self._path}: {error.strerror}.") from error
