"""`report`: one HTML page."""

from __future__ import annotations

from benchmarks.commands.set_up import read


def main(arguments):
    """Writes the page and says where."""
    from benchmarks.engine import report

    experiments, rows = read(arguments)
    path = report.write(arguments.out, experiments, arguments.scale, rows)
    print(f"{len(rows)} rows of the {arguments.scale} scale are in {path}")
    return 0
