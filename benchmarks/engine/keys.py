"""What makes a cell the same cell: a hash of all that can change its numbers."""

from __future__ import annotations

import ast
import dataclasses
import functools
import hashlib
import importlib.util
import json
import pathlib
from collections.abc import Mapping
from typing import Any

from benchmarks.engine.spec import Cell

# These decide how a number is stored, judged or drawn, not what is measured; data
# have a hash of their own.
NOT_MEASURED = ("engine", "data", "figures", "commands")
# This one trains.
MEASURED = "engine.training"
LIBRARY = "keras_nntricks"


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
    """A hash of an experiment's module and of all that it imports to measure.

    That is the modules beside the experiments and those of `keras_nntricks`, with
    what these import in turn, by absolute names anywhere in their text.
    """
    digest = hashlib.sha256()
    for name, text in sorted(_sources(module).items()):
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()[:16]


def _sources(module):
    """Module name -> text, following the imports of what is measured."""
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
    first, _, rest = name.partition(".")
    if first == LIBRARY or rest == MEASURED:
        return first in (LIBRARY, root)
    return first == root and rest and rest.split(".")[0] not in NOT_MEASURED


def _source_path(name):
    """The file of a module, which is not imported for it; None if there is none."""
    first, *rest = name.split(".")
    spec = importlib.util.find_spec(first)
    for folder in (spec and spec.submodule_search_locations) or ():
        place = pathlib.Path(folder, *rest)
        for path in (place / "__init__.py", place.with_name(f"{place.name}.py")):
            if path.is_file():
                return path
    return None


@functools.cache
def _imports(text) -> tuple[str, ...]:
    """Every dotted name that the text may import as a module."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from package import part` asks for the part, not for all of a package.
            found += [node.module] if "." in node.module else []
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(found)
