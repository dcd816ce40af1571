"""`data export`: data sets as .npz."""

from __future__ import annotations

from benchmarks.commands.exits import UsageError


def main(arguments):
    """Writes the files and names them."""
    from benchmarks import data

    embedded = {"digits"}
    names = arguments.names or [n for n in data.NAMES if n not in embedded]
    unknown = sorted(set(names) - (set(data.NAMES) - embedded))
    if unknown:
        known = ", ".join(name for name in data.NAMES if name not in embedded)
        raise UsageError(f"No data set to export is named {unknown[0]!r}: {known}.")
    for path in data.export(names, arguments.out, arguments.download):
        print(path)
    return 0
