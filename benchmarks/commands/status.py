"""`status`: what is done, what is left, and how long that takes."""

from __future__ import annotations

from benchmarks.commands.set_up import read

WIDTHS = (44, 8, 8, 8)


def main(arguments):
    """Prints a line per arm."""
    from benchmarks.engine.timing import Timing

    experiments, rows = read(arguments)
    timing, left = Timing(), {}
    print(_columns("", "done", "left", "errors"))
    for experiment in experiments:
        own = [row for row in rows if row["experiment"] == experiment.name]
        timing.learn(experiment.name, own)
        left[experiment.name] = _show(experiment, arguments, own)
    if any(left.values()):
        print(f"\n{sum(left.values())} cells left: {timing.projected(left)}")
    return 0


def _show(experiment, arguments, rows):
    """Prints one experiment; returns how many cells are left."""
    from benchmarks.engine.arm_counts import arm_counts

    if arguments.scale not in experiment.scales:
        print(f"{experiment.name}: has no {arguments.scale} scale")
        return 0
    print(experiment.name)
    counts = arm_counts(experiment, arguments.scale, arguments.seeds, rows)
    for one in counts:
        print(_columns(f"  {one.arm}", one.done, one.left, one.errors))
    return sum(one.left for one in counts)


def _columns(first, *others):
    numbers = zip(others, WIDTHS[1:], strict=True)
    return f"{first:<{WIDTHS[0]}}" + "".join(f"{text:>{w}}" for text, w in numbers)
