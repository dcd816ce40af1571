"""What `import keras_nntricks` adds to `import keras`, in milliseconds.

    python -m benchmarks.import_cost [--repeats 15] [--backend jax] [--out FILE]

Each repeat is a fresh interpreter that imports Keras first and then times the
import of this package; the median over the repeats is what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

PROGRAM = """
import time, keras
start = time.perf_counter()
import keras_nntricks
print(time.perf_counter() - start)
"""


def measure(repeats, backend):
    """Milliseconds of each repeat, after one warm-up that writes the bytecode."""
    env = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    times = []
    for _ in range(repeats + 1):
        command = [sys.executable, "-c", PROGRAM]
        done = subprocess.run(command, env=env, capture_output=True, check=True)
        times.append(float(done.stdout.split()[-1]) * 1e3)
    return times[1:]


def main(argv=None):
    """Prints the median and the range."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--backend", default=os.environ.get("KERAS_BACKEND", "jax"))
    parser.add_argument("--out", type=pathlib.Path, help="append a row to this file")
    arguments = parser.parse_args(argv)
    times = measure(arguments.repeats, arguments.backend)
    print(
        f"import keras_nntricks after import keras, {arguments.backend}, "
        f"{arguments.repeats} repeats: median {statistics.median(times):.1f} ms, "
        f"{min(times):.1f} to {max(times):.1f} ms"
    )
    if arguments.out:
        append(arguments.out, arguments.backend, times)


def append(out, backend, times):
    """Adds a row with the times and the environment."""
    os.environ["KERAS_BACKEND"] = backend
    from benchmarks.engine.environment import environment

    row = {"benchmark": "import_cost", "backend": backend, "milliseconds": times}
    with out.open("a") as file:
        file.write(json.dumps({**row, "environment": environment()}) + "\n")


if __name__ == "__main__":
    main()
