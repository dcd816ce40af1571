"""`merge`: the rows of several folders in one."""

from __future__ import annotations


def main(arguments):
    """Merges and says how many rows came."""
    from benchmarks.engine.merging import merge

    num_added = merge(arguments.folders, arguments.out)
    print(f"{num_added} rows were added to {arguments.out}")
    return 0
