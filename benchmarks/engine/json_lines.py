"""A file of JSON lines that several processes append to and that survives a kill."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import pathlib
from collections.abc import Iterator, Mapping, Sequence

try:
    import fcntl
except ImportError as error:
    raise ImportError(
        "The benchmark store locks its files with `fcntl`, which this system lacks. "
        "Run the suite on Linux, macOS or the Windows Subsystem for Linux."
    ) from error


class StoreError(Exception):
    """The store cannot be read or written; says what is intact and what to do."""


class JsonLines:
    """One row per line; read further as it grows, appended to under a lock.

    The last line is dropped when it is only half there, which is what a killed
    writer leaves. A broken line anywhere else is an error: nothing is guessed.
    """

    def __init__(self, path: pathlib.Path):
        self.path = path
        self.notes: list[str] = []
        self._offset = 0
        self._line = 0

    def read(self) -> list[dict]:
        """The rows that came since the last call; changes nothing on disk."""
        if not self.path.exists():
            return []
        with self._opened(os.O_RDONLY, fcntl.LOCK_SH) as descriptor:
            rows, _ = self._read_tail(descriptor)
        return rows

    @contextlib.contextmanager
    def locked(self) -> Iterator[Appending]:
        """Holds the file alone; a half-written last line is cut off first."""
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        with self._opened(flags, fcntl.LOCK_EX) as descriptor:
            rows, torn = self._read_tail(descriptor)
            if torn:
                os.ftruncate(descriptor, self._offset)
            yield Appending(self, descriptor, rows)

    @contextlib.contextmanager
    def _opened(self, flags, lock):
        try:
            descriptor = os.open(self.path, flags | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise StoreError(
                f"Cannot open {self.path}: {error.strerror}. Choose another folder "
                "with --out."
            ) from error
        try:
            fcntl.flock(descriptor, lock)
            yield descriptor
        finally:
            os.close(descriptor)

    def _read_tail(self, descriptor):
        """New rows, and whether something half-written follows them."""
        size = os.fstat(descriptor).st_size
        tail = _read(descriptor, self._offset, size - self._offset)
        lines = tail.splitlines(keepends=True)
        rows = []
        for number, line in enumerate(lines, start=1):
            row = _parse(line)
            if row is None and number < len(lines):
                self._raise_broken(line)
            if row is None:
                self._note_torn(line)
                return rows, True
            rows.append(row)
            self._offset += len(line)
            self._line += 1
        return rows, False

    def _raise_broken(self, line):
        raise StoreError(
            f"{self.path}, line {self._line + 1} is broken: {line[:60]!r}. Nothing "
            "was changed. Remove or repair that line; its cell is then run again."
        )

    def _note_torn(self, line):
        note = (
            f"{self.path}, line {self._line + 1} was half-written ({len(line)} bytes) "
            "and is dropped; its cell is run again."
        )
        if note not in self.notes:
            self.notes.append(note)

    def _advance(self, data):
        self._offset += len(data)
        self._line += data.count(b"\n")


class Appending:
    """What `JsonLines.locked` gives: `unseen` rows of others, and `append`."""

    def __init__(self, file: JsonLines, descriptor: int, unseen: list[dict]):
        self.unseen = unseen
        self._file = file
        self._descriptor = descriptor

    def append(self, rows: Sequence[Mapping]) -> None:
        """Writes the rows and syncs them; on failure the file is as it was."""
        data = "".join(json.dumps(row, allow_nan=False) + "\n" for row in rows).encode()
        start = os.fstat(self._descriptor).st_size
        try:
            _write(self._descriptor, data)
            os.fsync(self._descriptor)
        except OSError as error:
            os.ftruncate(self._descriptor, start)
            raise StoreError(_cause(self._file.path, error)) from error
        self._file._advance(data)


def _cause(path, error):
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    what = "The disk is full" if full else f"Writing failed ({error.strerror})"
    return (
        f"{what}: {path} could not be extended. The earlier rows are intact; make "
        "room and give the same command again."
    )


def _read(descriptor, offset, size):
    parts = []
    while size > 0 and (part := os.pread(descriptor, size, offset)):
        parts.append(part)
        offset, size = offset + len(part), size - len(part)
    return b"".join(parts)


def _write(descriptor, data):
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _parse(line):
    """The row of a whole line; None when the line is broken."""
    if not line.endswith(b"\n"):
        return None
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and "key" in row else None
