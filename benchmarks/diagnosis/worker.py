"""One process that makes the rows of a part on one backend until time is up."""

import argparse
import math
import pathlib
import sys
import time
import traceback
import warnings

from benchmarks.diagnosis.cells import PARTS, cells
from benchmarks.diagnosis.found import found

SOURCES = "benchmarks.diagnosis.worker"


def rows_to_do(part, turns, backend, known):
    """(cell, key) of the runs whose keys are not known."""
    from benchmarks.engine.keys import source_hash

    source = source_hash(SOURCES)
    for cell in cells(part, backend, turns):
        key = cell.key(backend, source)
        if key not in known:
            yield cell, key


def made(cell, key, backend):
    """The row of one run; one that raised says so."""
    from benchmarks.diagnosis.trial import row
    from benchmarks.engine.environment import environment
    from keras_nntricks import callbacks

    monitor = callbacks.TrainingMonitor(verbose=0)
    try:
        about = {"status": "done", **row(cell, monitor)}
    except Exception:
        traceback.print_exc()
        return None
    about |= {"key": key, "backend": backend, "environment": environment()}
    return {"benchmark": "diagnosis", **about}


def work(part, turns, path, seconds):
    """Appends rows to the file; the number of runs that raised."""
    import keras

    from benchmarks.engine.json_lines import JsonLines

    path.parent.mkdir(parents=True, exist_ok=True)
    backend, file, failed = keras.backend.backend(), JsonLines(path), 0
    known = {row["key"] for row in file.read()}
    end = time.monotonic() + seconds
    for cell, key in rows_to_do(part, turns, backend, known):
        if time.monotonic() > end:
            print("Time is up; the same command goes on.")
            break
        row = made(cell, key, backend)
        failed += row is None
        if row is not None:
            _append(file, row)
            print(_line(row), flush=True)
    return failed


def _append(file, row):
    """Unless another process has written it meanwhile."""
    with file.locked() as held:
        if row["key"] not in {other["key"] for other in held.unseen}:
            held.append([row])


def _line(row):
    said = ", ".join(f"{rule} ({where})" for rule, where, _ in row["verdicts"])
    state = {None: "twin", True: "found", False: "MISSED"}[found(row)]
    went = "went well" if row["went_well"] else "went badly"
    name = f"{row['cell']['fault']}, {went}"
    return f"{state:<8} {name:<44} {row['seconds']:5.1f} s  {said or '-'}"


def main(argv=None):
    """Exit status 1 when a run raised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("turns", type=int)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("seconds", type=float, nargs="?", default=math.inf)
    arguments = parser.parse_args(argv)
    # Faults make Keras and NumPy warn; the rows tell what happened.
    warnings.simplefilter("ignore")
    failed = work(arguments.part, arguments.turns, arguments.out, arguments.seconds)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
