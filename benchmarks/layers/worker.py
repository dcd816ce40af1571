"""One process that measures pairs in one mode and prints a JSON line for each.

The time and the memory are measured by two processes: see `memory.ENVIRONMENT`.
"""

import argparse
import json
import sys

from benchmarks.layers import memory, timing
from benchmarks.layers.modes import MODES


def steps_of(pair, mode):
    """The train steps of both sides on the same data."""
    makers = {"ours": pair.make_ours, "reference": pair.make_reference}
    return {name: step_of(make(), pair, mode) for name, make in makers.items()}


def step_of(layer, pair, mode):
    """A function that runs the layer once forward and backward.

    The gradient is that of sum(outputs * cotangent) with a fixed random cotangent.
    """
    import keras
    import numpy as np

    shape = layer(keras.KerasTensor(pair.input_shape)).shape
    random = np.random.default_rng(0)
    inputs = random.normal(size=pair.input_shape).astype("float32")
    cotangent = random.normal(size=shape).astype("float32")
    return mode.steps().make_step(layer, inputs, cotangent, mode.jit)


def measure_time(pair, mode, repeats):
    """Seconds per call, round by round."""
    seconds, loads = timing.rounds(**steps_of(pair, mode), repeats=repeats)
    threads = mode.steps().threads()
    return {"seconds": seconds, "load_average": loads, "threads": threads}


def measure_memory(pair, mode, repeats):
    """Bytes of both, by two measures."""
    steps = steps_of(pair, mode)
    needs = mode.steps().temporary_bytes
    return {
        "peak_bytes": {name: memory.peak_bytes(step) for name, step in steps.items()},
        "temporary_bytes": {name: needs(step) for name, step in steps.items()},
    }


MEASURES = {"time": measure_time, "memory": measure_memory}


def answer(measure, pair, mode, repeats):
    """What was found, or what went wrong with this pair alone."""
    try:
        return {"pair": pair.name, **measure(pair, mode, repeats)}
    except Exception as error:
        return {"pair": pair.name, "error": f"{type(error).__name__}: {error}"}


def main(argv=None):
    """Measures each pair that is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("measure", choices=MEASURES)
    parser.add_argument("mode", choices=MODES)
    parser.add_argument("repeats", type=int)
    parser.add_argument("pairs", nargs="+")
    arguments = parser.parse_args(argv)
    mode = MODES[arguments.mode]
    mode.steps()  # torch has to be loaded before TensorFlow
    from benchmarks.engine.environment import environment
    from benchmarks.layers.pairs import PAIRS

    measure = MEASURES[arguments.measure]
    for name in arguments.pairs:
        found = answer(measure, PAIRS[name], mode, arguments.repeats)
        found["environment"] = environment()
        print(json.dumps(found, allow_nan=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
