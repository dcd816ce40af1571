"""The rules about targets, last layers and first losses, on one batch."""

import dataclasses

import numpy as np
import pytest

from keras_nntricks import monitors
from tests.monitors.rules.first_batch_records import DENSE, found, record_of

RANDOM = np.random.default_rng(0)


def output_record(name, targets, activation=None, predictions=None, **parts):
    settings = parts.pop("loss_settings", {})
    from_logits = parts.pop("from_logits", False)
    units = parts.pop("units", None if predictions is None else predictions.shape[-1])
    output = monitors.OutputFacts(
        "y", name, from_logits, units, activation, "end", loss_settings=settings
    )
    facts = monitors.ModelFacts((DENSE,), outputs=(output,))
    facts = dataclasses.replace(facts, trained_before=parts.pop("trained", False))
    arrays = {"targets": targets, "predictions": predictions}
    arrays = {k: {"y": v} for k, v in arrays.items() if v is not None}
    parts = {"loss": 1.0, **parts}
    return record_of(facts, parts.pop("loss"), **arrays, **parts)


LOGITS = RANDOM.standard_normal((100, 4))
SOFTMAX = np.exp(LOGITS) / np.exp(LOGITS).sum(1, keepdims=True)
SIGMOID = 1 / (1 + np.exp(-LOGITS))
CLASSES = RANDOM.integers(0, 4, 100)
ONE_HOT = np.eye(4)[CLASSES]
MANY_HOT = RANDOM.integers(0, 2, (100, 4))
BITS = MANY_HOT[:, :1]
REAL = RANDOM.standard_normal((100, 1))
SPARSE_LOSS = "sparse_categorical_crossentropy"
CATEGORICAL, BINARY = "categorical_crossentropy", "binary_crossentropy"
PADDED = np.where(CLASSES == 3, -1, CLASSES)
IGNORED = {"loss_settings": {"ignore_class": -1}}
VOID = np.where(CLASSES == 3, 255, CLASSES)
# Rule, loss, targets, activation, predictions, other facts.
FAULTY_OUTPUTS = [
    ("labels-out-of-range", SPARSE_LOSS, CLASSES + 1, "softmax", SOFTMAX, {}),
    ("labels-out-of-range", SPARSE_LOSS, CLASSES - 1, "softmax", SOFTMAX, {}),
    ("labels-out-of-range", SPARSE_LOSS, CLASSES / 3, "softmax", SOFTMAX, {}),
    ("labels-out-of-range", SPARSE_LOSS, CLASSES + 1, "softmax", None, {"units": 4}),
    ("labels-out-of-range", BINARY, BITS + 1, "sigmoid", SIGMOID[:, :1], {}),
    ("labels-out-of-range", BINARY, 2 * BITS - 1, "sigmoid", SIGMOID[:, :1], {}),
    ("labels-out-of-range", CATEGORICAL, MANY_HOT, "softmax", SOFTMAX, {}),
    ("labels-out-of-range", CATEGORICAL, -ONE_HOT, "softmax", SOFTMAX, {}),
    ("labels-out-of-range", "hinge", CLASSES, "linear", LOGITS[:, :1], {}),
    ("labels-out-of-range", "poisson", REAL, "exponential", SOFTMAX[:, :1], {}),
    ("one-hot-with-sparse", SPARSE_LOSS, ONE_HOT, "softmax", SOFTMAX, {}),
    ("sparse-with-categorical", "kl_divergence", CLASSES, "softmax", SOFTMAX, {}),
    ("sparse-with-categorical", "mean_squared_error", CLASSES, "linear", LOGITS, {}),
    (
        "squashed-regression",
        "mean_squared_error",
        3 * REAL,
        "sigmoid",
        SIGMOID[:, :1],
        {},
    ),
    ("squashed-regression", "huber", 3 * REAL, "tanh", np.tanh(REAL), {}),
    ("squashed-regression", "mean_absolute_error", REAL, "relu", np.abs(REAL), {}),
    ("softmax-of-one-unit", BINARY, BITS, "softmax", np.ones((100, 1)), {}),
    ("softmax-of-one-unit", "mean_squared_error", REAL, "softmax", None, {"units": 1}),
    ("sigmoid-with-sparse-categorical", SPARSE_LOSS, CLASSES, "sigmoid", SIGMOID, {}),
    (
        "sigmoid-with-sparse-categorical",
        SPARSE_LOSS,
        BITS,
        "sigmoid",
        SIGMOID[:, :1],
        {},
    ),
    ("sigmoid-with-sparse-categorical", CATEGORICAL, ONE_HOT, "sigmoid", SIGMOID, {}),
    ("logits-as-probabilities", SPARSE_LOSS, CLASSES, "linear", LOGITS, {}),
    ("logits-as-probabilities", SPARSE_LOSS, CLASSES, None, np.abs(LOGITS), {}),
    ("logits-as-probabilities", BINARY, BITS, "linear", LOGITS[:, :1], {}),
    (
        "probabilities-as-logits",
        SPARSE_LOSS,
        CLASSES,
        "softmax",
        SOFTMAX,
        {"from_logits": True},
    ),
    (
        "probabilities-as-logits",
        SPARSE_LOSS,
        CLASSES,
        None,
        SOFTMAX,
        {"from_logits": True},
    ),
    (
        "probabilities-as-logits",
        BINARY,
        BITS,
        "sigmoid",
        SIGMOID[:, :1],
        {"from_logits": True},
    ),
    (
        "rectified-logits",
        SPARSE_LOSS,
        CLASSES,
        "relu",
        np.abs(LOGITS),
        {"from_logits": True},
    ),
    ("initial-loss", SPARSE_LOSS, CLASSES, "softmax", ONE_HOT[::-1], {"loss": 12.0}),
    (
        "initial-loss",
        BINARY,
        BITS,
        "linear",
        20 * LOGITS[:, :1],
        {"loss": 8.0, "from_logits": True},
    ),
    ("initial-loss", "mean_squared_error", REAL + 99, "linear", REAL, {"loss": 9802.0}),
    ("initial-loss", "mean_absolute_error", REAL / 99, "linear", REAL, {"loss": 0.8}),
    (
        "labels-not-finite",
        "mean_squared_error",
        np.where(REAL > 1, np.nan, REAL),
        "linear",
        REAL,
        {"loss": np.nan},
    ),
]
HEALTHY_OUTPUTS = [
    (SPARSE_LOSS, CLASSES, "softmax", SOFTMAX, {}),
    (SPARSE_LOSS, CLASSES, "linear", LOGITS, {"from_logits": True}),
    (SPARSE_LOSS, PADDED, "softmax", SOFTMAX, IGNORED),
    (SPARSE_LOSS, VOID, "softmax", SOFTMAX, {"loss_settings": {"ignore_class": 255}}),
    (SPARSE_LOSS, CLASSES.reshape(20, 5), "softmax", SOFTMAX.reshape(20, 5, 4), {}),
    (SPARSE_LOSS, CLASSES.reshape(25, 4), "softmax", SOFTMAX.reshape(25, 4, 4), {}),
    (CATEGORICAL, ONE_HOT, "softmax", SOFTMAX, {}),
    (CATEGORICAL, ONE_HOT * (LOGITS[:, :1] > 0), "softmax", SOFTMAX, {}),
    (CATEGORICAL, 0.9 * ONE_HOT + 0.025, "softmax", SOFTMAX, {}),
    (CATEGORICAL, ONE_HOT, None, SOFTMAX, {}),
    (BINARY, MANY_HOT, "sigmoid", SIGMOID, {}),
    (BINARY, SIGMOID, "sigmoid", SIGMOID, {}),
    (BINARY, BITS, "linear", LOGITS[:, :1], {"from_logits": True}),
    (BINARY, BITS[:, 0], "linear", np.abs(LOGITS[:, :1]) / 9, {"from_logits": True}),
    ("hinge", 2 * BITS - 1, "tanh", np.tanh(LOGITS[:, :1]), {}),
    ("mean_squared_error", REAL[:, 0], "linear", REAL, {}),
    ("mean_squared_error", REAL.reshape(10, 10), None, REAL.reshape(10, 10, 1), {}),
    ("mean_squared_error", SIGMOID, "sigmoid", SIGMOID, {}),
    ("mean_squared_error", np.abs(REAL) - 0.01, "relu", np.abs(REAL), {}),
    ("mean_squared_error", REAL + 7, "linear", REAL, {"loss": 51.0}),
    ("mean_squared_error", 0 * REAL + 20, "linear", REAL, {"loss": 401.0}),
    ("my_loss", np.where(REAL > 1, np.nan, REAL), None, REAL, {}),
    ("mean_squared_error", np.where(REAL > 1, np.nan, REAL), None, REAL, {}),
    # A bias that was set to what the classes are in the mean; one first draw of He.
    (BINARY, BITS, "sigmoid", SIGMOID[:, :1] / 20, {"loss": 0.1}),
    (SPARSE_LOSS, CLASSES, "linear", 1.4 * LOGITS, {"loss": 2.4, "from_logits": True}),
    (SPARSE_LOSS, CLASSES, "softmax", SOFTMAX, {"loss": 9.0}),
    (BINARY, BITS, "sigmoid", SIGMOID[:, :1], {"loss": 6.0}),
    # Weights of the classes, penalties, a model that was trained, a later step.
    (SPARSE_LOSS, CLASSES, "softmax", 0 * SOFTMAX + 0.25, {"loss": 20.0}),
    (SPARSE_LOSS, CLASSES, "softmax", ONE_HOT, {"loss": 20.0, "penalty": 18.0}),
    (SPARSE_LOSS, CLASSES, "softmax", ONE_HOT, {"loss": 20.0, "step": 50}),
    (SPARSE_LOSS, CLASSES, "softmax", ONE_HOT, {"loss": 20.0, "trained": True}),
    ("kl_divergence", 0 * SOFTMAX + 0.25, "softmax", SOFTMAX, {"loss": 1.0}),
]


def _ids(cases):
    words = [[word for word in case if isinstance(word, str)] for case in cases]
    return ["-".join([str(i), *told]) for i, told in enumerate(words)]


@pytest.mark.parametrize("case", FAULTY_OUTPUTS, ids=_ids(FAULTY_OUTPUTS))
def test_faulty_outputs(case):
    rule, loss, targets, activation, predictions, others = case
    record = output_record(loss, targets, activation, predictions, **others)
    told = [verdict.rule for verdict in monitors.diagnose(record)]
    assert told == [rule]


@pytest.mark.parametrize("case", HEALTHY_OUTPUTS, ids=_ids(HEALTHY_OUTPUTS))
def test_healthy_outputs(case):
    loss, targets, activation, predictions, others = case
    record = output_record(loss, targets, activation, predictions, **others)
    assert [verdict.rule for verdict in monitors.diagnose(record)] == []


@pytest.mark.parametrize(
    ("end", "before", "where"),
    [
        ("Softmax", "softmax", ["end"]),
        ("Activation", "softmax", ["end"]),
        ("Dense", "softmax", []),
        ("Softmax", "relu", []),
    ],
)
def test_softmax_of_a_softmax(end, before, where):
    layers = (
        monitors.LayerFacts("before", "Dense", before),
        monitors.LayerFacts("end", end, "softmax", "output"),
    )
    output = monitors.OutputFacts("y", SPARSE_LOSS, False, 4, "softmax", "end")
    facts = monitors.ModelFacts(layers, outputs=(output,))
    assert found("softmax-twice", record_of(facts)) == where


def _epochs(loss, labels, epochs, name=SPARSE_LOSS):
    record = output_record(name, labels, "softmax", SOFTMAX, loss=loss)
    for step in range(1, 4):
        record.add_sample(step, 0, step, {"loss": loss, "examples": 100})
    for epoch in range(epochs):
        record.end_epoch(epoch, 4, {})
    return record


@pytest.mark.parametrize(
    ("labels", "epochs", "name", "where"),
    [
        (0 * CLASSES + 2, 1, SPARSE_LOSS, ["y"]),
        (CLASSES, 1, SPARSE_LOSS, []),
        (0 * CLASSES + 2, 0, SPARSE_LOSS, []),
        (ONE_HOT[:1].repeat(100, 0), 1, CATEGORICAL, ["y"]),
        (0 * CLASSES, 1, BINARY, []),
    ],
)
def test_labels_that_are_all_the_same(labels, epochs, name, where):
    assert found("labels-constant", _epochs(1.0, labels, epochs, name)) == where


@pytest.mark.parametrize(("loss", "where"), [(0.0, ["loss"]), (1e-9, [])])
def test_a_loss_of_exactly_0(loss, where):
    assert found("loss-is-zero", _epochs(loss, CLASSES, 0)) == where


def test_of_two_outputs_the_faulty_one_is_named():
    outputs = (
        monitors.OutputFacts("one", SPARSE_LOSS, False, 4, "softmax", "first"),
        monitors.OutputFacts("two", BINARY, False, 1, "sigmoid", "second"),
        monitors.OutputFacts("three"),
    )
    facts = monitors.ModelFacts((DENSE,), outputs=outputs)
    targets = {"one": CLASSES, "two": BITS + 1}
    predictions = {"one": SOFTMAX, "two": SIGMOID[:, :1], "three": LOGITS}
    record = record_of(facts, targets=targets, predictions=predictions)
    told = [(verdict.rule, verdict.where) for verdict in monitors.diagnose(record)]
    assert told == [("labels-out-of-range", "two")]
