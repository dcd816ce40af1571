"""Cycles against equation 2 of the paper, snapshots against the plain weights."""

import math

import keras
import numpy as np
import pytest

from keras_nntricks.callbacks import SnapshotEnsemble, WeightAverage
from tests.callbacks.averaged_training import (
    COMPILED,
    STEPS,
    assert_weights,
    data,
    fit,
    make_model,
    mean_of,
    unknown_length,
)

RATE = 0.05


def equation_2(iteration, first, total, cycles):
    """With iterations that count from 1."""
    length = math.ceil(total / cycles)
    return first / 2 * (math.cos(math.pi * ((iteration - 1) % length) / length) + 1)


def test_rates_are_those_of_the_paper():
    callback = SnapshotEnsemble(math.ceil(20 / 3), "steps")
    rates = [callback.learning_rate_at(step, 0.4) for step in range(20)]
    assert rates == pytest.approx([equation_2(t, 0.4, 20, 3) for t in range(1, 21)])


def test_the_weights_of_the_end_of_each_cycle():
    snapshots = SnapshotEnsemble(2)
    seen, logs = fit(make_model(), snapshots, epochs=5)
    assert list(snapshots.snapshots) == [2, 4]
    for end, weights in snapshots.snapshots.items():
        assert_weights(weights, seen.epochs[end - 1], 0)
    expected = [equation_2(t, RATE, 4, 2) for t in range(1, 6)]
    assert logs["learning_rate"] == pytest.approx(expected)


def test_cycles_of_steps():
    snapshots = SnapshotEnsemble(4, "steps")
    seen, _ = fit(make_model(**COMPILED), snapshots, epochs=4)
    assert list(snapshots.snapshots) == [4, 8, 12]
    after = [*seen.steps[1:], seen.epochs[-1]]
    for end, weights in snapshots.snapshots.items():
        assert_weights(weights, after[end - 1], 0)


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
def test_a_cycle_that_ends_with_data_of_unknown_length():
    snapshots = SnapshotEnsemble(STEPS, "steps")
    arguments = {"x": unknown_length(), "y": None, "batch_size": None}
    seen, _ = fit(make_model(), snapshots, epochs=1, **arguments)
    assert list(snapshots.snapshots) == [STEPS]
    assert_weights(snapshots.snapshots[STEPS], seen.epochs[-1], 0)


def test_executions_of_several_steps():
    model = make_model(**COMPILED, steps_per_execution=2)
    snapshots, average = SnapshotEnsemble(4, "steps"), WeightAverage(1, 3, "steps")
    if keras.backend.backend() == "torch":
        with pytest.raises(ValueError, match="steps_per_execution"):
            fit(model, snapshots)
        return
    seen, _ = fit(model, snapshots, average, epochs=3)
    assert list(snapshots.snapshots) == [4, 8]  # steps 0-1, 2, 3-4, 5, 6-7, 8
    assert_weights(snapshots.snapshots[4], seen.steps[3], 0)
    assert_weights(snapshots.snapshots[8], seen.steps[5], 0)
    assert_weights(model.get_weights(), mean_of(seen.epochs[1:]))


def test_a_resumed_training_keeps_the_cycles_before_and_makes_the_others_anew():
    snapshots, model = SnapshotEnsemble(2, initial_learning_rate=RATE), make_model()
    fit(model, snapshots, epochs=6)
    kept = snapshots.snapshots[2]
    seen, logs = fit(model, snapshots, epochs=6, initial_epoch=3)
    assert list(snapshots.snapshots) == [2, 4, 6]
    assert snapshots.snapshots[2] is kept
    assert_weights(snapshots.snapshots[4], seen.epochs[0], 0)
    assert logs["learning_rate"] == pytest.approx([RATE / 2, RATE, RATE / 2])
    fit(model, snapshots, epochs=2)
    assert list(snapshots.snapshots) == [2]


def outputs_of(model, weights, x):
    model.set_weights(weights)
    return model.predict(x, verbose=0)


def test_the_ensemble_is_the_mean_of_the_outputs():
    model, snapshots, (x, _) = make_model(norm=True), SnapshotEnsemble(1), data()
    fit(model, snapshots, epochs=3)
    ensemble, latest = snapshots.ensemble(), snapshots.ensemble(last=2)
    single = snapshots.ensemble(last=1)
    parts = [outputs_of(model, w, x) for w in snapshots.snapshots.values()]
    for made, used in ((ensemble, parts), (latest, parts[1:]), (single, parts[2:])):
        expected = np.mean(used, axis=0)
        np.testing.assert_allclose(made.predict(x, verbose=0), expected, 1e-5, 1e-6)


def several():
    keras.utils.set_random_seed(1)
    inputs = {"a": keras.Input((3,), name="a"), "b": keras.Input((2,), name="b")}
    both = keras.layers.Concatenate()([inputs["a"], inputs["b"]])
    first = keras.layers.Dense(2, "softmax", name="first")(both)
    second = keras.layers.Dense(1, name="second")(both)
    model = keras.Model(inputs, {"y": first, "z": [second, first]})
    model.compile(keras.optimizers.SGD(0.1), run_eagerly=True)
    return model


def test_the_structure_of_inputs_and_outputs_stays_also_in_a_file(tmp_path):
    model, snapshots, x = several(), SnapshotEnsemble(1), {}
    x = {"a": np.ones((2, 3), "float32"), "b": np.full((2, 2), 0.5, "float32")}
    snapshots.set_model(model)
    first = [np.array(weight) for weight in model.get_weights()]
    second = [2 * weight + 0.1 for weight in first]
    snapshots.snapshots = {1: first, 2: second}
    snapshots.ensemble().save(tmp_path / "ensemble.keras")
    loaded = keras.models.load_model(tmp_path / "ensemble.keras")
    made = loaded.predict(x, verbose=0)
    parts = [outputs_of(model, weights, x) for weights in (first, second)]
    expected = keras.tree.map_structure(lambda a, b: (a + b) / 2, *parts)
    keras.tree.assert_same_structure(made, expected)
    assert_weights(keras.tree.flatten(made), keras.tree.flatten(expected), 1e-6)


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, inputs):
        return self.dense(inputs)


def test_a_model_whose_architecture_is_code_is_refused():
    model, snapshots = Subclassed(), SnapshotEnsemble(1)
    model.compile(keras.optimizers.SGD(0.1), "mse", run_eagerly=True)
    fit(model, snapshots, epochs=1)
    with pytest.raises(ValueError, match="`model` must be Sequential or functional"):
        snapshots.ensemble()


def test_what_cannot_be_averaged():
    snapshots = SnapshotEnsemble(2)
    with pytest.raises(ValueError, match="`snapshots` must be filled by a `fit`"):
        snapshots.ensemble()
    fit(make_model(), snapshots, epochs=4)
    for last in (0, 3, True):
        with pytest.raises(ValueError, match="`last` must be an integer from 1 to 2"):
            snapshots.ensemble(last)
