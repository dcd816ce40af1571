"""What makes a cell the same cell: a hash of all that can change its numbers."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import importlib.util
import json
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.engine.spec import Cell

# These decide how a number is stored, judged or drawn, not what is measured.
NOT_MEASURED = ("engine", "data", "figures", "commands")


@dataclasses.dataclass(frozen=True)
class Context:
    """What a cell's key holds beside the cell itself.

    `data_hash` is None when the scale uses no data or when any data will do.
    """

    source_hash: str
    backend: str
    data_hash: str | None = None


def canonical(value: Any) -> str:
    """JSON with one spelling per value: sorted names, no blanks, no NaN.

    >>> canonical({"b": (1, 2), "a": 0.5})
    '{"a":0.5,"b":[1,2]}'
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain
    )


def _plain(value):
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(
        "Settings and hyperparameters must be numbers, strings, booleans, None, or "
        f"lists and mappings of these. Received: {value!r}."
    )


def cell_key(cell: Cell, context: Context) -> str:
    """The key of a cell; device, workers and output path are not in it."""
    parts = {**dataclasses.asdict(cell), **dataclasses.asdict(context)}
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def source_hash(module: str) -> str:
    """A hash of an experiment's module and of the project's modules it imports."""
    digest = hashlib.sha256()
    for name, text in sorted(_sources(module).items()):
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()[:16]


def _sources(module):
    """Module name -> text, following imports that stay beside the experiments."""
    root = module.split(".")[0]
    found: dict[str, str] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        path = None if name in found else _source_path(name)
        if path is None:
            continue
        found[name] = path.read_text(encoding="utf-8")
        waiting += [n for n in _imports(found[name]) if _is_measured(n, root)]
    return found


def _is_measured(name, root):
    parts = name.split(".")
    return len(parts) > 1 and parts[0] == root and parts[1] not in NOT_MEASURED


def _source_path(name):
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return None
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        return None
    return pathlib.Path(spec.origin)


def _imports(text) -> Iterator[str]:
    """Every dotted name that the text may import as a module."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
