"""`rerun`: one cell once more, beside its row."""

from __future__ import annotations

from benchmarks.commands.columns import aligned
from benchmarks.commands.exits import FAILED, OK, UsageError
from benchmarks.commands.set_up import read

LONGEST = 36


def main(arguments):
    """Measures, prints and stores nothing; status 1 when something came otherwise."""
    from benchmarks.engine import rerunning

    experiment, row = _stored(rerunning.stored_row, arguments)
    again = rerunning.measured_again(experiment, row)
    found = rerunning.compared(row, again)
    print("\n".join(aligned([("", "stored", "now", ""), *map(_columns, found)])))
    same = again["status"] == row["status"]
    if not same:
        print(f"It ended as {again['status']}, not {row['status']}: {again['reason']}")
    return OK if same and all(one.agrees for one in found) else FAILED


def _stored(stored_row, arguments):
    """The experiment and the row of the cell."""
    experiments, rows = read(arguments)
    arm, seed = arguments.arm, arguments.seed
    for experiment in experiments:
        row = stored_row(experiment, arguments.scale, rows, arm, seed)
        if row is not None:
            print(f"{experiment.name} {arm} seed {seed} {row['hyperparameters'] or ''}")
            return experiment, row
    raise UsageError(
        f"{arguments.out} holds no final cell of {arm} with seed {seed} that this "
        "source measured. `python -m benchmarks run` measures what is missing."
    )


def _columns(one):
    word = "agrees" if one.agrees else f"differs by {one.difference:.2g}"
    return f"  {one.metric}", _short(one.stored), _short(one.now), word


def _short(value):
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
