"""`report`: one HTML page."""

from __future__ import annotations

from benchmarks.commands.set_up import read


def main(arguments):
    """Writes the page and says where."""
    from benchmarks.engine import report
    from benchmarks.tricks.curves import CURVES
    from benchmarks.tricks.defaults import DEFAULTS

    experiments, rows = read(arguments)
    advice = (DEFAULTS, CURVES)
    path = report.write(arguments.out, experiments, arguments.scale, rows, *advice)
    print(f"{len(rows)} rows of the {arguments.scale} scale are in {path}")
    return 0
