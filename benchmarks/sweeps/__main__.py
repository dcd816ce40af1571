"""`fit_many` on JAX against `model.fit` one by one, on TensorFlow and on JAX.

    python -m benchmarks.sweeps [--repeats 5] [--problems NAME ...] [--out FILE]

Seconds per run, building and compiling included, after one `fit` to warm up. The
file gets one row per way of training, in JSON lines.
"""

import argparse
import json
import pathlib
import statistics

from benchmarks.sweeps.measure import measure, ratios
from benchmarks.sweeps.problems import PROBLEMS

HEAD = (
    f"{'problem':<16} {'way':<9} {'backend':<10} {'at once':>7} {'s per run':>9} "
    f"{'fit_many is faster by':>24} {'peak MiB':>8} {'(before)':>8}"
)


def line(row, fast):
    """One line of the table."""
    median, low, high = ratios(row, fast)
    faster = f"{median:.1f}x ({low:.1f} to {high:.1f})" if row is not fast else ""
    seconds = statistics.median(row["seconds_per_run"])
    return (
        f"{row['problem']['name']:<16} {row['way']:<9} {row['backend']:<10} "
        f"{row['runs_at_once']:>7} {seconds:>9.3f} {faster:>24} "
        f"{row['peak_mib']:>8.0f} {row['peak_mib_before']:>8.0f}"
    )


def write(rows, path):
    """The rows as JSON lines, in place of what the file held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row, allow_nan=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")


def main(argv=None):
    """Measures, prints the table, writes the rows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--problems", nargs="+", choices=PROBLEMS, default=[*PROBLEMS])
    parser.add_argument("--out", type=pathlib.Path, help="file for the rows")
    arguments = parser.parse_args(argv)
    found = [measure(PROBLEMS[name], arguments.repeats) for name in arguments.problems]
    print(f"\n{HEAD}")
    for rows in found:
        for row in rows:
            print(line(row, rows[-1]))
    if arguments.out:
        write([row for rows in found for row in rows], arguments.out)


if __name__ == "__main__":
    main()
