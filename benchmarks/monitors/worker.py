"""One process that trains one problem in all ways and prints a JSON line."""

import argparse
import gc
import json
import os
import sys
import time

from benchmarks.monitors.arms import ARMS
from benchmarks.monitors.problems import PROBLEMS


class Trainer:
    """A model of its own that trains in one way."""

    def __init__(self, arm, problem, x, y):
        self._arm, self._problem, self._data = arm, problem, (x, y)
        self._model = problem.build()

    def seconds(self, clock=time.perf_counter):
        """Seconds of one `fit` of one epoch."""
        callbacks = self._arm.make(self._problem, self._data[0])
        size = self._problem.batch_size
        start = clock()
        self._model.fit(
            *self._data, batch_size=size, epochs=1, verbose=0, callbacks=callbacks
        )
        return clock() - start


def rounds(trainers, repeats):
    """Seconds of each trainer in each round, and the load average after it.

    They take turns and the first of a round changes, so that a machine that slows
    down slows all of them.
    """
    seconds, loads = {name: [] for name in trainers}, []
    order = list(trainers)
    gc.collect()
    for _ in range(repeats):
        for name in order:
            seconds[name].append(trainers[name].seconds())
        loads.append(os.getloadavg()[0])
        order.append(order.pop(0))
    return seconds, loads


def measure(problem, arms, steps, repeats):
    """What is known of one problem; the first `fit` of each model is kept apart."""
    x, y = problem.data(steps)
    trainers = {arm.name: Trainer(arm, problem, x, y) for arm in arms}
    first = {name: trainer.seconds() for name, trainer in trainers.items()}
    seconds, loads = rounds(trainers, repeats)
    return {"first_seconds": first, "seconds": seconds, "load_average": loads}


def main(argv=None):
    """Measures the problem that is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("problem", choices=PROBLEMS)
    parser.add_argument("steps", type=int)
    parser.add_argument("repeats", type=int)
    arguments = parser.parse_args(argv)
    problem = PROBLEMS[arguments.problem]
    found = measure(problem, ARMS.values(), arguments.steps, arguments.repeats)
    from benchmarks.engine.environment import environment

    found["environment"] = environment()
    print(json.dumps(found, allow_nan=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
