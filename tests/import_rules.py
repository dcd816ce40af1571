"""How a source breaks the table of who may import whom. Reads sources, runs nothing."""

import ast
import dataclasses
import functools
import graphlib
import sys
from collections.abc import Iterator, Mapping

from tests.import_table import (
    BACKENDS,
    EVERYWHERE,
    HOUSES,
    SHARED,
    TABLE,
    UPWARDS,
    Part,
)


@dataclasses.dataclass(frozen=True)
class Import:
    """One imported name; `eager` unless it stands in a function."""

    name: str
    eager: bool
    relative: bool = False


@functools.cache
def imports_of(source) -> list[Import]:
    """Each `import`, each `from`, each `import_module("...")` of a source."""
    found = []
    for node, eager in _walk(ast.parse(source), True):
        found += _imports_in(node, eager)
    return found


def _walk(node, eager) -> Iterator[tuple[ast.AST, bool]]:
    yield node, eager
    inner = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, eager and not isinstance(node, inner))


def _imports_in(node, eager):
    if isinstance(node, ast.Import):
        return [Import(alias.name, eager) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        names = [f"{base}.{alias.name}".strip(".") for alias in node.names]
        return [Import(name, eager, node.level > 0) for name in names]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
        ("import_module", "__import__")
    ):
        named = node.args and isinstance(node.args[0], ast.Constant)
        return [Import(node.args[0].value, eager)] if named else []
    return []


def part_of(module):
    """The row of the table that a module belongs to, or None."""
    rows = [row for row in TABLE if row not in HOUSES and _below(module, row)]
    house = module.split(".")[0]
    script = house == "benchmarks" and module.count(".") == 1
    if rows:
        return max(rows, key=len)
    return house if module in HOUSES or script else None


def _below(name, prefix):
    return name == prefix or name.startswith(prefix + ".")


def relative(module, source):
    """No relative import."""
    return [f"{module}: relative import" for i in imports_of(source) if i.relative]


def private_keras(module, source):
    """Nothing of keras.src."""
    names = [i.name for i in imports_of(source) if _below(i.name, "keras.src")]
    return [f"{module}: private {name}" for name in names]


def upwards(module, source):
    """The package imports neither benchmarks nor tests, benchmarks no tests."""
    forbidden = UPWARDS.get(module.split(".")[0], ())
    names = [i.name for i in imports_of(source) if i.name.split(".")[0] in forbidden]
    return [f"{module}: imports {name}" for name in names]


def outsiders(module, source):
    """From outside only what the table says, beside the standard library."""
    part = TABLE.get(part_of(module), Part())
    allowed = {*part.outside, *part.lazily, *EVERYWHERE, *HOUSES}
    tops = {i.name.split(".")[0] for i in imports_of(source) if not i.relative}
    return [
        f"{module}: imports {top}"
        for top in sorted(tops - allowed - sys.stdlib_module_names)
    ]


def insiders(module, source):
    """From this repository only what the table says, beside the part itself."""
    row = part_of(module)
    allowed = (*TABLE.get(row, Part()).inside, *SHARED, row or module)
    return [
        f"{module}: imports {name}"
        for name in _names_from_here(source)
        if not any(_allows(prefix, name) for prefix in allowed)
    ]


def _names_from_here(source):
    names = [i.name for i in imports_of(source)]
    return [name for name in names if name.split(".")[0] in HOUSES[:2]]


def _allows(prefix, name):
    return name == prefix if prefix in HOUSES else _below(name, prefix)


def _is_shared(name):
    return any(_below(name, shared) for shared in SHARED)


def _is_private(name, own):
    """Whether a private file of another part is named."""
    hidden = any(p.startswith("_") and not p.endswith("__") for p in name.split("."))
    return hidden and not _below(name, own) and not _is_shared(name)


def private_modules(module, source):
    """A private file belongs to its own part."""
    own = part_of(module) or module
    names = _names_from_here(source)
    return [f"{module}: private {name}" for name in names if _is_private(name, own)]


def without_row(module, source):
    """Each file belongs to a row of the table."""
    return [] if part_of(module) else [f"{module}: in no row of the table"]


def two_backends(module, source):
    """A file that knows a backend knows only this one."""
    tops = {i.name.split(".")[0] for i in imports_of(source)} & set(BACKENDS)
    return [f"{module}: imports {sorted(tops)}"] if len(tops) > 1 else []


RULES_OF_A_FILE = (
    *(relative, private_keras, upwards, outsiders, insiders, private_modules),
    *(without_row, two_backends),
)


def crowded(sources: Mapping[str, str]):
    """What belongs into one file of a part is in one file of it."""
    found = []
    for row, part in TABLE.items():
        for name in part.one_file:
            files = [m for m in sources if part_of(m) == row]
            users = [m for m in files if _uses(sources[m], name)]
            found += [f"{name} is imported by {users}"] if len(users) > 1 else []
    return found


def _uses(source, name):
    return any(_below(i.name, name) for i in imports_of(source))


def hasty(sources: Mapping[str, str]):
    """What a part imports lazily does not come with the import of the part."""
    return [
        f"{module}: imports {i.name} when {row} is imported"
        for row, part in TABLE.items()
        for module in _loaded_with(row, sources)
        for i in imports_of(sources[module])
        if i.eager and i.name.split(".")[0] in (*part.lazily, *part.without)
    ]


def _loaded_with(module, sources):
    loaded, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        if name in sources and name not in loaded:
            loaded.add(name)
            waiting += _edges(name, sources, eagerly=True)
    return sorted(loaded)


def _edges(module, sources, eagerly=False):
    names = [i.name for i in imports_of(sources[module]) if i.eager or not eagerly]
    targets = {n if n in sources else n.rpartition(".")[0] for n in names}
    return sorted(target for target in targets if target in sources)


def circles(sources: Mapping[str, str]):
    """No circle of imports, lazy ones included."""
    graph = {module: _edges(module, sources) for module in sources}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return ["circle: " + " -> ".join(error.args[1])]
    return []


RULES_OF_ALL_FILES = (crowded, hasty, circles)
