"""What each arm drops, and the metrics of histories and logits made by hand."""

import keras
import numpy as np
import pytest
from scipy.special import log_softmax

from benchmarks.experiments import e24_dropout as e24
from benchmarks.experiments.shared.learning import cross_entropy, per_cent_wrong
from benchmarks.networks import dropped_out


def layers_of(**settings):
    return [type(layer).__name__ for layer in dropped_out.build(**settings).layers]


def test_arms_differ_in_what_is_dropped_alone():
    plain = layers_of(network="convnet", dropout="none", width=4)
    for dropout, kind in (("units", "Dropout"), ("maps", "SpatialDropout2D")):
        layers = layers_of(network="convnet", dropout=dropout, width=4)
        assert layers.count(kind) == 2
        assert [name for name in layers if name != kind] == plain
    dense = layers_of(dropout="units", width=4)
    assert [name for name in dense if name != "Dropout"] == layers_of(width=4)


def test_whole_maps_are_dropped_and_kept():
    model = dropped_out.build("convnet", "maps", rate=0.5, width=8)
    (drop, _) = (la for la in model.layers if type(la).__name__ == "SpatialDropout2D")
    keras.utils.set_random_seed(1)
    found = keras.ops.convert_to_numpy(drop(np.ones((6, 4, 4, 8)), training=True))
    assert set(np.unique(found)) == {0.0, 2.0}
    assert np.all(found == found[:, :1, :1])


def test_the_convnet_has_the_widths_asked_for():
    model = dropped_out.build("convnet", width=8, features=64)
    shapes = [tuple(w.shape) for w in model.trainable_weights if len(w.shape) > 1]
    assert shapes == [(3, 3, 1, 8), (3, 3, 8, 16), (4 * 4 * 16, 10)]


def test_the_validation_error_at_the_end_is_the_last_of_the_curve():
    history = {"val_accuracy": [0.1 + 0.002 * epoch for epoch in range(300)]}
    found = e24.on_validation(history)
    assert len(found["validation_curve"]) == 20
    assert found["validation_curve"][-1] == found["validation_error"]
    assert found["validation_error"] == pytest.approx(100 * (0.9 - 0.598))


def test_a_run_that_diverged_has_no_validation_error_at_the_end():
    found = e24.on_validation({"val_accuracy": [0.5, None]})
    assert found == {"validation_curve": [50.0, None], "validation_error": None}


def test_cross_entropy_and_error_are_those_of_scipy_and_counting():
    generator = np.random.default_rng(0)
    logits, labels = generator.normal(0, 30, (50, 4)), generator.integers(4, size=50)
    wanted = -np.mean(log_softmax(logits, axis=1)[range(50), labels])
    assert cross_entropy(logits, labels) == pytest.approx(wanted)
    wrong = sum(logits[i].max() > logits[i, labels[i]] for i in range(50))
    assert per_cent_wrong(logits, labels) == pytest.approx(2 * wrong)
