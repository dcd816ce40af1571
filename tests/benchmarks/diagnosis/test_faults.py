"""Each fault changes a healthy training as it says; what counts as found is known."""

import dataclasses

import numpy as np
import pytest

from benchmarks.diagnosis.cells import draw
from benchmarks.diagnosis.faults import FAULTS
from benchmarks.diagnosis.faults.fault import Fault
from benchmarks.diagnosis.training import healthy
from benchmarks.diagnosis.trial import prepared
from keras_nntricks import monitors


def _drawn(name, number=0):
    return draw("held-out", FAULTS[name], number)


def _differs(one, other):
    """The names of the fields in which two trainings differ."""
    names = [field.name for field in dataclasses.fields(one)]
    changed = [n for n in names if n != "data" and getattr(one, n) != getattr(other, n)]
    arrays = [field.name for field in dataclasses.fields(one.data)]
    same = [_equal(getattr(one.data, n), getattr(other.data, n)) for n in arrays]
    return changed + [n for n, is_same in zip(arrays, same, strict=True) if not is_same]


def _equal(one, other):
    return one.shape == other.shape and np.array_equal(one, other)


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_changes_the_training(name):
    cell = _drawn(name)
    training, _ = prepared(cell)
    assert _differs(training, healthy(cell))


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_counts_on_rules_that_exist(name):
    fault = FAULTS[name]
    rules = {rule.name for rule in monitors.RULES}
    assert fault.causes or fault.symptoms
    assert {*fault.causes, *fault.symptoms} <= rules


def test_at_least_25_kinds():
    assert len(FAULTS) >= 25


def test_the_same_cell_gets_the_same_fault():
    cell = _drawn("layer-too-large", 3)
    first, second = prepared(cell), prepared(cell)
    assert first[1] == second[1]
    assert _equal(first[0].data.x, second[0].data.x)


def test_a_symptom_counts_only_at_a_layer_that_was_hit():
    fault = Fault("x", "x", lambda training, rng: (), ("cause",), ("symptom",))
    assert fault.found_by("cause", "anywhere", ())
    assert fault.found_by("symptom", "block/hidden_1#2/kernel", ("hidden_1",))
    assert not fault.found_by("symptom", "hidden_10/kernel", ("hidden_1",))
    assert not fault.found_by("other", "hidden_1", ("hidden_1",))


def _outputs(model, training, name):
    import keras

    inner = keras.Model(model.inputs, model.get_layer(name).output)
    return np.asarray(inner.predict(training.data.x, verbose=0))


def test_no_unit_of_a_dead_layer_fires():
    training, layers = prepared(_drawn("dead-layer"))
    assert not _outputs(training.model(), training, layers[-1]).any()


def test_a_squeezed_layer_gives_the_same_for_all():
    training, layers = prepared(_drawn("squeezed"))
    assert _outputs(training.model(), training, layers[1]).std(axis=0).max() == 0


def test_a_saturated_layer_is_at_the_ends_of_tanh():
    training, (layer,) = prepared(_drawn("saturated-layer"))
    outputs = _outputs(training.model(), training, layer)
    assert np.mean(np.abs(outputs) > 0.95) > 0.5


def test_a_large_head_starts_100_times_as_large():
    cell = _drawn("head-too-large")
    import keras

    norms = []
    for training in (prepared(cell)[0], healthy(cell)):
        keras.utils.set_random_seed(1)
        kernel = training.model().get_layer("head").kernel
        norms.append(np.linalg.norm(np.asarray(kernel)))
    np.testing.assert_allclose(norms[0] / norms[1], 100, rtol=1e-5)


def test_frozen_layers_do_not_train():
    training, layers = prepared(_drawn("frozen"))
    model = training.model()
    hidden = [model.get_layer(name).trainable for name in training.network.hidden]
    assert hidden.count(False) == len(layers) > 0


def test_raw_inputs_fill_a_byte():
    training, _ = prepared(_drawn("raw-inputs"))
    assert (training.data.x.min(), training.data.x.max()) == (0, 255)


def test_shuffled_labels_are_the_same_labels():
    cell = _drawn("shuffled-labels")
    training, _ = prepared(cell)
    ours, before = training.data.y, healthy(cell).data.y
    np.testing.assert_array_equal(np.sort(ours, axis=0), np.sort(before, axis=0))
