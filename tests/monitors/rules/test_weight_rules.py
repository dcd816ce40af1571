"""The rules about frozen weights and batch normalization, and what rules explain."""

import dataclasses

import numpy as np
import pytest

from keras_nntricks import monitors
from tests.monitors.rules.first_batch_records import (
    DENSE,
    RULES,
    found,
    record_of,
    statistics,
)

NORM = monitors.LayerFacts("norm", "BatchNormalization", role="normalization")


def norm_record(spread, examples, **facts):
    units = statistics(np.array([[spread, -spread], [-spread, spread]]))
    units |= {"zeros": np.zeros(2), "flat": np.zeros(2)}
    layer = dataclasses.replace(NORM, **facts)
    return record_of(
        monitors.ModelFacts((layer,)), examples=examples, outputs={"norm": units}
    )


@pytest.mark.parametrize(
    ("record", "where"),
    [
        (norm_record(0.0, 1), ["norm"]),
        (norm_record(1.0, 1), []),
        (norm_record(0.0, 2), []),
        (norm_record(0.0, 1, trainable=False), []),
        (norm_record(0.0, 1, kind="LayerNormalization"), []),
    ],
)
def test_batch_norm_on_one_example(record, where):
    assert found("batch-norm-on-one-example", record) == where


def weight(layer, name="kernel", **facts):
    return monitors.WeightFacts(f"{layer}/{name}", layer, (4, 3), **facts)


def frozen(layer, fresh):
    return weight(layer, trainable=False, fresh=fresh)


@pytest.mark.parametrize(
    ("weights", "where"),
    [
        ([frozen("a", True), weight("b")], ["a"]),
        ([frozen("a", True), frozen("a", True), frozen("b", True)], ["a", "b"]),
        ([frozen(name, True) for name in "abcd"], ["a and 3 more layers"]),
        ([frozen("a", False), weight("b")], []),
        ([frozen("a", None), weight("b")], []),
        ([weight("a", trainable=False, kind="state", fresh=True)], []),
        ([weight("a", fresh=True)], []),
    ],
)
def test_frozen_by_accident(weights, where):
    facts = monitors.ModelFacts((DENSE,), tuple(weights))
    assert found("frozen-by-accident", record_of(facts)) == where


def test_weights_outside_optimizer():
    numbers = {"gradient_norm": 0.0, "weight_norm": 1.0, "update_norm": 0.0}
    weights = (weight("a"), weight("b"), frozen("c", False))
    facts = monitors.ModelFacts((DENSE,), weights)
    record = record_of(facts, weights={"a/kernel": numbers})
    assert found("weights-outside-optimizer", record) == ["b/kernel"]
    both = record_of(facts, weights={"a/kernel": numbers, "b/kernel": numbers})
    assert found("weights-outside-optimizer", both) == []
    assert found("weights-outside-optimizer", record_of(facts)) == []


STATIC = [
    *(
        "inputs-not-finite",
        "inputs-constant",
        "inputs-not-centred",
        "labels-not-finite",
    ),
    *("inputs-not-scaled", "one-hot-with-sparse", "sparse-with-categorical"),
    *("labels-out-of-range", "squashed-regression", "softmax-of-one-unit"),
    *("sigmoid-with-sparse-categorical", "logits-as-probabilities", "initial-loss"),
    *("probabilities-as-logits", "batch-norm-on-one-example", "frozen-by-accident"),
    "weights-outside-optimizer",
]


@pytest.mark.parametrize("name", STATIC)
def test_what_a_rule_explains_has_a_rule(name):
    assert RULES[name].explains <= set(RULES)
    assert found(name, monitors.Record(monitors.ModelFacts())) == []
