"""One process that trains in one way, when it is told to.

Reads one word per line: "measure" trains and answers with a JSON line, "stop" ends.
Both ways are warmed up alike: by one `fit`.
"""

import argparse
import json
import os
import resource
import sys
import time

from benchmarks.sweeps.problems import PROBLEMS


def peak_mib():
    """The most memory this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def fit(problem, x, y, run):
    """A run as a person would do it: a fresh model, compiled and fitted."""
    import keras

    keras.utils.set_random_seed(run["seed"])
    model = problem.build(run["learning_rate"])
    size = problem.batch_size
    model.fit(x, y, batch_size=size, epochs=problem.epochs, verbose=0)


def fit_many(problem, x, y):
    """All runs at once."""
    from keras_nntricks import sweeps

    settings = {"batch_size": problem.batch_size, "epochs": problem.epochs}
    sweeps.fit_many(problem.build, x, y, problem.runs, **settings)


def measurements(way, problem):
    """Yields seconds per run, building and compiling included, for ever."""
    x, y = problem.data()
    runs = problem.runs
    fit(problem, x, y, runs[-1])
    yield None
    while True:
        for run in runs:
            start = time.perf_counter()
            if way == "fit":
                fit(problem, x, y, run)
                yield time.perf_counter() - start
            else:
                fit_many(problem, x, y)
                yield (time.perf_counter() - start) / len(runs)


def main(argv=None):
    """Answers until it is told to stop."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("way", choices=("fit", "fit_many"))
    parser.add_argument("problem", choices=sorted(PROBLEMS))
    arguments = parser.parse_args(argv)
    found = measurements(arguments.way, PROBLEMS[arguments.problem])
    next(found)
    before = peak_mib()
    for line in sys.stdin:
        if line.strip() != "measure":
            break
        answer = {
            "seconds_per_run": next(found),
            "load_average": os.getloadavg()[0],
            "peak_mib": peak_mib(),
            "peak_mib_before": before,
        }
        print(json.dumps(answer), flush=True)
    from benchmarks.engine.environment import environment

    print(json.dumps(environment()), flush=True)


if __name__ == "__main__":
    main()
