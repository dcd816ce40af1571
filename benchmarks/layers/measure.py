"""Starts the processes that measure, and makes the rows of what they say."""

import json
import os
import subprocess
import sys

from benchmarks.layers import memory
from benchmarks.layers.modes import MODES
from benchmarks.layers.pairs import PAIRS


def measure(mode, names, repeats, tell=print):
    """The rows of some pairs in one mode, and what went wrong with the others."""
    times = _ask("time", mode, names, repeats, {}, tell)
    timed = [name for name in names if "error" not in times[name]]
    sizes = _ask("memory", mode, timed, repeats, memory.ENVIRONMENT, tell)
    rows, errors = [], []
    for name in names:
        answers = (times[name], sizes.get(name, {}))
        errors += [f"{mode}, {name}: {a['error']}" for a in answers if "error" in a]
        if not any("error" in answer for answer in answers):
            rows.append(row(PAIRS[name], mode, *answers))
    return rows, errors


def row(pair, mode, times, sizes):
    """One line of the file."""
    return {
        "benchmark": "layers",
        "pair": pair.name,
        "mode": mode,
        "ours": pair.ours,
        "reference": pair.reference,
        "input_shape": list(pair.input_shape),
        "target": pair.targets.get(mode),
        "seconds": times["seconds"],
        "load_average": times["load_average"],
        "threads": times["threads"],
        "peak_bytes": sizes["peak_bytes"],
        "peak_measure": memory.MEASURE,
        "temporary_bytes": sizes["temporary_bytes"],
        "environment": times["environment"],
    }


def _ask(what, mode, names, repeats, environment, tell):
    """Pair -> answer, of a process that measures them all; a dead one says so."""
    if not names:
        return {}
    command = [sys.executable, "-m", "benchmarks.layers.worker", what, mode]
    settings = {"KERAS_BACKEND": MODES[mode].backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    ended = {"error": "the process that measured it has ended"}
    answers = dict.fromkeys(names, ended)
    with subprocess.Popen(
        [*command, str(repeats), *names],
        env={**os.environ, **settings, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        for line in process.stdout:
            answer = json.loads(line)
            answers[answer["pair"]] = answer
            tell(f"{mode}: {what} of {answer['pair']}")
    return answers
