"""The tables of made rows, and the measurement at a tiny size."""

import dataclasses

import keras

from benchmarks.monitors import measure, problems, table, worker
from benchmarks.monitors.__main__ import merged
from benchmarks.monitors.arms import ARMS, PLAIN

MACHINE = {
    "processor": "a processor",
    "cores": 2,
    "device": "cpu",
    "keras": "3.15.1",
    "jax": "0.10.2",
}


def made_row(backend="jax", problem="small cnn", watched=(2.02, 2.06, 2.30)):
    """Rounds of two seconds each, and others that take a little longer."""
    found = {
        "first_seconds": {name: 3.0 for name in ARMS} | {"nan_guard": 4.25},
        "seconds": {name: list(watched) for name in ARMS} | {PLAIN: [2.0] * 3},
        "load_average": [0.2, 0.8, 0.5],
        "environment": MACHINE,
    }
    return measure.row(problem, backend, 500, found)


def test_ratios_have_their_quarter_points_and_targets():
    # Ratios 1.01, 1.03 and 1.15: quarter points 1.02 and 1.09.
    shown = table.tables([made_row()])
    ratio = "1.030 (1.020 to 1.090)"
    assert f'| `NaNGuard("restore")` |  | {ratio}, 1.03 met |  |' in shown
    assert f"| `TrainingMonitor()` |  | {ratio}, 1.02 **missed** |  |" in shown
    assert f"| predicting the training set |  | {ratio} |  |" in shown


def test_first_fit_shows_what_it_takes_longer():
    first = table.tables([made_row()]).split("###")[2]
    assert '| small cnn | `NaNGuard("restore")` |  | 1.2 |  |' in first
    assert "| small cnn | `DeadUnitMonitor()` |  | 0.0 |  |" in first


def test_machine_is_named():
    assert table.tables([made_row()]).splitlines()[-1] == (
        "- JAX, small cnn: a processor, 2 cores, cpu; keras 3.15.1, jax 0.10.2; "
        "500 steps of 64 examples, 3 rounds; load average 0.2 to 0.8"
    )


def test_new_rows_replace_old_ones_in_a_fixed_order():
    old = [made_row("torch"), made_row("jax")]
    new = [made_row("jax", watched=(3, 3, 3))]
    assert merged(old, new) == [new[0], old[0]]


@dataclasses.dataclass
class Recorder:
    """A trainer that notes when it is asked."""

    name: str
    asked: list

    def seconds(self):
        self.asked.append(self.name)
        return 1.0


def test_trainers_take_turns():
    asked = []
    trainers = {name: Recorder(name, asked) for name in "abc"}
    seconds, loads = worker.rounds(trainers, 3)
    assert "".join(asked) == "abcbcacab"
    assert seconds == {name: [1.0] * 3 for name in "abc"}
    assert len(loads) == 3


def small_network():
    layers = keras.layers
    hidden = layers.Dense(2, activation="relu")
    return keras.Sequential(
        [layers.Input((28, 28, 1)), layers.Flatten(), hidden, layers.Dense(10)]
    )


def test_every_way_trains():
    problem = problems.Problem("small", small_network, batch_size=2)
    found = worker.measure(problem, ARMS.values(), steps=2, repeats=1)
    assert set(found["seconds"]) == set(found["first_seconds"]) == set(ARMS)
    assert all(len(times) == 1 and times[0] > 0 for times in found["seconds"].values())
