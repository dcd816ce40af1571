"""The numbers that go into the logs, from records made by hand."""

import numpy as np
import pytest

from keras_nntricks import monitors
from keras_nntricks.callbacks import _epoch_values
from keras_nntricks.callbacks._verdict_table import verdict_table

FACTS = monitors.ModelFacts(
    layers=(
        monitors.LayerFacts("a", "Dense", "relu", flat_below=0.0),
        monitors.LayerFacts("b", "Dense", "relu", flat_below=0.0),
        monitors.LayerFacts("gate", "Dense", "sigmoid", role="gate", flat_below=0.0),
    ),
    weights=(
        monitors.WeightFacts("a/kernel", "a", (2, 2)),
        monitors.WeightFacts("a/bias", "a", (2,), kind="vector"),
        monitors.WeightFacts("b/kernel", "b", (2, 2)),
    ),
)


def unit_values(maximum):
    zeros = np.zeros(len(maximum))
    names = ("mean", "std", "minimum", "zeros", "flat", "nonfinite")
    return {**dict.fromkeys(names, zeros), "maximum": np.array(maximum), "count": 9}


def weight_values(gradient, weight, update):
    names = ("gradient_norm", "weight_norm", "update_norm")
    return dict(zip(names, (gradient, weight, update), strict=True))


def record_of(*samples, epochs=1, logs=None):
    record = monitors.Record(FACTS)
    for step, (epoch, values) in enumerate(samples):
        record.add_sample(step, epoch, 0, values)
    for epoch in range(epochs):
        record.end_epoch(epoch, 10 * (epoch + 1), logs or {})
    return record


def test_gradient_norm_is_that_of_all_gradients():
    values = {
        "a/kernel": weight_values(3.0, 1, 1),
        "b/kernel": weight_values(4.0, 1, 1),
    }
    assert _epoch_values.gradient_norm(record_of((0, {"weights": values}))) == 5.0


def test_the_median_of_the_samples_of_the_last_epoch_counts():
    rows = [(0, 900.0), (1, 1.0), (1, 2.0), (1, 60.0)]
    samples = [(e, {"weights": {"a/kernel": weight_values(g, 1, 1)}}) for e, g in rows]
    assert _epoch_values.gradient_norm(record_of(*samples, epochs=2)) == 2.0


def test_an_epoch_without_samples_repeats_the_newest():
    rows = [(0, 7.0), (0, 5.0)]
    samples = [(e, {"weights": {"a/kernel": weight_values(g, 1, 1)}}) for e, g in rows]
    assert _epoch_values.gradient_norm(record_of(*samples, epochs=2)) == 5.0


def test_update_ratio_is_of_kernels_that_are_not_zero():
    values = {
        "a/kernel": weight_values(1, 2.0, 1.0),
        "a/bias": weight_values(1, 1.0, 9.0),
        "b/kernel": weight_values(1, 0.0, 1.0),
    }
    assert _epoch_values.update_ratio(record_of((0, {"weights": values}))) == 0.5


def test_dead_units_are_a_fraction_of_units_not_of_layers():
    outputs = {
        "a": unit_values([0.0, 1.0, 2.0]),
        "b": unit_values([0.0]),
        "gate": unit_values([0.0, 0.0]),
    }
    assert _epoch_values.dead_units(record_of((0, {"outputs": outputs}))) == 0.5


@pytest.mark.parametrize("logs", [{"loss": 1.0}, {"val_loss": 1.0}, {}])
def test_there_is_no_gap_without_both_losses(logs):
    assert _epoch_values.generalization_gap(record_of(logs=logs)) is None


def test_gap_is_validation_minus_training():
    logs = {"loss": 1.0, "val_loss": 1.25}
    assert _epoch_values.generalization_gap(record_of(logs=logs)) == 0.25


def test_nothing_sampled_is_not_a_number():
    record = record_of()
    assert np.isnan(_epoch_values.gradient_norm(record))
    assert np.isnan(_epoch_values.update_ratio(record))
    assert np.isnan(_epoch_values.activation_std(record))
    assert _epoch_values.dead_units(record) == 0.0
    assert _epoch_values.learning_rate(record) is None


def test_a_gradient_that_is_not_finite_shows():
    values = {"a/kernel": weight_values(np.nan, 1, 1)}
    assert np.isnan(_epoch_values.gradient_norm(record_of((0, {"weights": values}))))


def test_the_table_holds_each_word_of_a_verdict():
    verdict = monitors.Verdict(
        *("plateau", "The loss stands still.", "loss", 40, 1),
        *("0.1 over the last 30 epochs and not a bit less than that", "Rest a while."),
    )
    table = verdict_table([verdict])
    told = f"plateau: {verdict.symptom} {verdict.evidence} {verdict.advice} epoch 2"
    assert set(told.split()) <= set(table.split())
    assert max(map(len, table.splitlines())) <= 136
