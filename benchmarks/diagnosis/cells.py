"""Which runs there are: drawn by number, so that the list never depends on results.

Each run with a fault has a twin that is the same but for the fault. The parts "seen"
and "seen-2" were the held-out ones of a first and a second measurement; rules were
mended by them, so they are for development since. Problems, activations and faults that
are marked `held_out` occur in "seen-2" and in the held-out part alone. By "seen-2",
rules were mended for the alarms in its healthy runs only: its faults stay unknown to
them.
"""

import dataclasses
import hashlib
import json

import numpy as np

from benchmarks.diagnosis.faults import FAULTS
from benchmarks.diagnosis.networks import Network
from benchmarks.diagnosis.problems import PROBLEMS

# Part -> the name of its random stream, and its first seed. A part that was looked at
# keeps both under another name, and "held-out" gets new ones.
STREAMS = {
    "development": ("development", 1),
    "seen": ("held-out", 0),
    "seen-2": ("held-out 2", 2 * 10**6),
    "held-out": ("held-out 3", 4 * 10**6),
}
PARTS = tuple(STREAMS)
PARTS_WITH_HELD_OUT = ("seen-2", "held-out")
RUNS_PER_FAULT = 12
RATES = {"sgd": 0.1, "momentum": 0.03, "adam": 2e-3, "adamw": 2e-3, "rmsprop": 1e-3}
BATCH_SIZES = (16, 32, 64, 128, 256)
ACTIVATIONS = (
    *("relu", "relu", "tanh", "elu"),
    *("gelu", "leaky_relu", "silu", "softplus", "selu"),
)
HELD_OUT_ACTIVATIONS = ("mish", "celu")
DEPTHS = {"mlp": (2, 3, 4, 6), "residual": (3, 5), "cnn": (2, 3), "rnn": (2, 3)}
WIDTHS = {"mlp": (32, 64), "residual": (32, 64), "cnn": (8, 16), "rnn": (16, 32)}
MOST_TRIES = 2000


@dataclasses.dataclass(frozen=True)
class Cell:
    """One run: with a fault in it, or its twin without.

    Args:
        part: of PARTS.
        fault: the fault that this pair is about.
        number: of the pair, from 0.
        is_faulty: whether the fault is in it.
        problem_name: the data set.
        network: the shape of the network.
        optimizer: its name.
        learning_rate: its rate.
        batch_size: examples in a batch.
        logits: whether a classifier gives logits.
        seed: of data, weights and fault.
    """

    part: str
    fault: str
    number: int
    is_faulty: bool
    problem_name: str
    network: Network
    optimizer: str
    learning_rate: float
    batch_size: int
    logits: bool
    seed: int

    @property
    def problem(self):
        """The data set."""
        return PROBLEMS[self.problem_name]

    @property
    def is_plain(self):
        """Whether each layer follows the one before it, without normalization."""
        return self.network.kind in ("mlp", "cnn") and not self.network.batch_norm

    def key(self, backend, source):
        """What this run is stored under."""
        parts = [dataclasses.asdict(self), backend, source]
        text = json.dumps(parts, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def cells(part, backend, turns=RUNS_PER_FAULT):
    """The runs of a part, in turns, so that a run cut short has as many of each."""
    runnable = [fault for fault in FAULTS.values() if backend in fault.backends]
    faults = [fault for fault in runnable if _is_in(fault, part)]
    for turn in range(min(turns, RUNS_PER_FAULT)):
        for fault in faults:
            cell = draw(part, fault, turn)
            yield dataclasses.replace(cell, is_faulty=False)
            yield cell


def draw(part, fault, number):
    """The first cell of a stream of random ones into which the fault can be put."""
    stream, _ = STREAMS[part]
    digest = hashlib.sha256(f"{stream} {fault.name} {number}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    for _ in range(MOST_TRIES):
        cell = _random_cell(part, fault.name, number, rng)
        if fault.fits(cell):
            return cell
    raise ValueError(f"No training drawn for {part} can have the fault {fault.name}.")


def _is_in(item, part):
    return part in PARTS_WITH_HELD_OUT or not item.held_out


def _random_cell(part, fault, number, rng):
    problems = [problem for problem in PROBLEMS.values() if _is_in(problem, part)]
    problem = _one(rng, problems)
    optimizer = _one(rng, tuple(RATES))
    return Cell(
        part,
        fault,
        number,
        True,
        problem.name,
        _random_network(part, _one(rng, problem.networks), rng),
        optimizer,
        float(RATES[optimizer] * _one(rng, (0.5, 1.0, 2.0))),
        int(_one(rng, BATCH_SIZES)),
        bool(rng.integers(2)),
        int(STREAMS[part][1] + 2 * rng.integers(10**6)),
    )


def _random_network(part, kind, rng):
    later = HELD_OUT_ACTIVATIONS if part in PARTS_WITH_HELD_OUT else ()
    activation = _one(rng, (*ACTIVATIONS, *later))
    plain = kind == "rnn"
    return Network(
        kind,
        int(_one(rng, DEPTHS[kind])),
        int(_one(rng, WIDTHS[kind])),
        activation,
        batch_norm=not plain and bool(rng.random() < 0.3),
        dropout=0.0 if plain else float(_one(rng, (0.0, 0.0, 0.0, 0.2))),
    )


def _one(rng, choices):
    return choices[int(rng.integers(len(choices)))]
