"""Theory against Keras's losses of random outputs that do not know the targets."""

import keras
import numpy as np
import pytest

from keras_nntricks import monitors

EXAMPLES, UNITS = 6_000, 6
RANDOM = np.random.default_rng(0)
NOISE = RANDOM.standard_normal((EXAMPLES, UNITS))
LABELS = RANDOM.choice(UNITS, EXAMPLES, p=[0.5, 0.2, 0.1, 0.1, 0.05, 0.05])
ONE_HOT = np.eye(UNITS)[LABELS]
BINARY = (RANDOM.random((EXAMPLES, UNITS)) < 0.2).astype(float)
SOFT = RANDOM.dirichlet(np.ones(UNITS), EXAMPLES)
REAL = RANDOM.standard_normal((EXAMPLES, UNITS)) * 2 + np.arange(UNITS)
POSITIVE = RANDOM.gamma(2.0, 2.0, (EXAMPLES, UNITS)) + 0.5
COUNTS = RANDOM.poisson(3.0, (EXAMPLES, UNITS)).astype(float)
ACTIVATIONS = {
    None: lambda z: z,
    "linear": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "exponential": np.exp,
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(-1, keepdims=True),
}
# The class of the loss, its settings, the activation and the targets.
CASES = [
    ("SparseCategoricalCrossentropy", {}, "softmax", LABELS),
    ("SparseCategoricalCrossentropy", {"from_logits": True}, "linear", LABELS),
    ("CategoricalCrossentropy", {"from_logits": True}, None, ONE_HOT),
    ("CategoricalCrossentropy", {"label_smoothing": 0.2}, "softmax", ONE_HOT),
    ("CategoricalCrossentropy", {"from_logits": True}, "linear", BINARY),
    ("CategoricalFocalCrossentropy", {}, "softmax", ONE_HOT),
    ("CategoricalFocalCrossentropy", {"gamma": 1.0}, "softmax", SOFT),
    ("CategoricalGeneralizedCrossEntropy", {"q": 0.7}, "softmax", LABELS),
    ("CategoricalHinge", {}, "linear", ONE_HOT),
    ("CategoricalHinge", {}, "softmax", ONE_HOT),
    ("KLDivergence", {}, "softmax", ONE_HOT),
    ("KLDivergence", {}, "softmax", SOFT),
    ("BinaryCrossentropy", {}, "sigmoid", BINARY),
    ("BinaryCrossentropy", {"from_logits": True}, "linear", BINARY),
    ("BinaryFocalCrossentropy", {}, "sigmoid", BINARY),
    (
        "BinaryFocalCrossentropy",
        {"gamma": 3.0, "label_smoothing": 0.2},
        "sigmoid",
        BINARY,
    ),
    ("BinaryFocalCrossentropy", {"apply_class_balancing": True}, "sigmoid", BINARY),
    ("Hinge", {}, "linear", BINARY),
    ("Hinge", {}, "tanh", 2 * BINARY - 1),
    ("Hinge", {}, "sigmoid", BINARY),
    ("SquaredHinge", {}, "linear", BINARY),
    ("Dice", {}, "sigmoid", BINARY),
    ("Dice", {}, "softmax", ONE_HOT),
    ("Tversky", {"alpha": 0.3, "beta": 0.7}, "sigmoid", BINARY),
    ("Poisson", {}, "exponential", COUNTS),
    ("Poisson", {}, "softplus", COUNTS),
    ("Poisson", {}, "softmax", COUNTS),
    ("MeanSquaredError", {}, "linear", REAL),
    ("MeanSquaredError", {}, "relu", REAL),
    ("MeanSquaredError", {}, "sigmoid", BINARY),
    ("MeanSquaredError", {}, "softmax", ONE_HOT),
    ("MeanAbsoluteError", {}, "linear", REAL),
    ("MeanAbsoluteError", {}, "softmax", ONE_HOT),
    ("MeanAbsolutePercentageError", {}, "linear", POSITIVE),
    ("MeanSquaredLogarithmicError", {}, "linear", POSITIVE),
    ("MeanSquaredLogarithmicError", {}, "relu", COUNTS),
    ("Huber", {"delta": 0.5}, "linear", REAL),
    ("Huber", {}, "sigmoid", BINARY),
    ("LogCosh", {}, "linear", REAL),
    ("CosineSimilarity", {}, "linear", REAL),
]


def _name(kind):
    words = "".join(f"_{c.lower()}" if c.isupper() else c for c in kind)
    return "kl_divergence" if kind == "KLDivergence" else words.lstrip("_")


def _statistics(targets):
    units = targets.reshape(EXAMPLES, -1)
    found = {"mean": units.mean(0), "std": units.std(0)}
    found |= {"minimum": units.min(0), "maximum": units.max(0)}
    return {**found, "whole": np.mean(units == np.round(units))}


def _facts(kind, settings, activation):
    return monitors.OutputFacts(
        *("out", _name(kind), settings.get("from_logits", False), UNITS, activation),
        loss_settings={k: v for k, v in settings.items() if k != "from_logits"},
    )


def _ids(case):
    kind, settings, activation, _ = case
    return "-".join([kind, *settings, str(activation)])


def _measured(kind, settings, activation, targets, std):
    outputs = ACTIVATIONS[activation](std * NOISE)
    loss = getattr(keras.losses, kind)(**settings)
    return float(
        keras.ops.convert_to_numpy(
            loss(targets.astype("float32"), outputs.astype("float32"))
        )
    )


@pytest.mark.parametrize("case", CASES, ids=[_ids(case) for case in CASES])
def test_losses_of_random_outputs_lie_in_the_interval(case):
    kind, settings, activation, targets = case
    facts = _facts(kind, settings, activation)
    low, high = monitors.expected_initial_loss(facts, _statistics(targets))
    for std in (0.01, 0.5, 1.0):
        loss = _measured(*case, std)
        assert low - 0.01 * abs(low) - 1e-3 <= loss <= high * 1.01 + 1e-3, std


# What the interval shrinks to where the outputs do not spread.
LIMITS = [
    ("CategoricalCrossentropy", "softmax", None, np.log(6)),
    ("CategoricalFocalCrossentropy", "softmax", None, (5 / 6) ** 2 * np.log(6) / 4),
    ("CategoricalGeneralizedCrossEntropy", "softmax", None, 2 - 2 / np.sqrt(6)),
    ("KLDivergence", "softmax", ONE_HOT, np.log(6)),
    ("BinaryCrossentropy", "sigmoid", None, np.log(2)),
    ("BinaryFocalCrossentropy", "sigmoid", None, np.log(2) / 4),
    ("Hinge", "linear", None, 1.0),
    ("SquaredHinge", "linear", BINARY, 1.0),
    ("CategoricalHinge", "linear", None, 1.0),
    ("Dice", "sigmoid", np.tile([0.0, 1.0], (EXAMPLES, 3)), 0.5),
    ("Poisson", "exponential", COUNTS, 1.0),
    ("MeanSquaredError", "linear", REAL, np.mean(REAL**2)),
    ("MeanAbsolutePercentageError", "linear", POSITIVE, 100.0),
    ("MeanAbsoluteError", "linear", np.full((EXAMPLES, 6), -3.0), 3.0),
    ("Huber", "linear", np.full((EXAMPLES, 6), -3.0), 2.5),
    ("LogCosh", "linear", np.full((EXAMPLES, 6), 2.0), np.log(np.cosh(2))),
    ("MeanSquaredLogarithmicError", "linear", np.ones((EXAMPLES, 6)), np.log(2) ** 2),
]


@pytest.mark.parametrize(
    ("kind", "activation", "targets", "loss"), LIMITS, ids=[c[0] for c in LIMITS]
)
def test_without_a_spread_the_interval_is_the_closed_form(
    kind, activation, targets, loss
):
    known = None if targets is None else _statistics(targets)
    facts = _facts(kind, {}, activation)
    found = monitors.expected_initial_loss(facts, known, logit_std=0)
    np.testing.assert_allclose(found, (loss, loss), rtol=1e-9)


def test_every_standard_loss_is_tried_or_has_no_theory():
    standard = {
        name
        for name, thing in vars(keras.losses).items()
        if isinstance(thing, type) and thing is not keras.losses.Loss
    }
    assert standard - {case[0] for case in CASES} == {"CTC", "Circle"}


@pytest.mark.parametrize(
    "facts",
    [
        monitors.OutputFacts("out", "ctc", units=5),
        monitors.OutputFacts("out", None, units=5),
        monitors.OutputFacts("out", "my_loss", units=5),
        monitors.OutputFacts("out", "mean_squared_error", units=5),
        monitors.OutputFacts("out", "categorical_crossentropy", True, 5, "softmax"),
        monitors.OutputFacts("out", "categorical_crossentropy", False, 5, "linear"),
        monitors.OutputFacts("out", "categorical_crossentropy", False, 1, "softmax"),
        monitors.OutputFacts("out", "categorical_crossentropy", False, None, "softmax"),
        monitors.OutputFacts("out", "binary_crossentropy", False, 5, "softmax"),
        monitors.OutputFacts(
            *("out", "binary_crossentropy", False, 5, "sigmoid"),
            loss_settings={"reduction": "sum"},
        ),
        monitors.OutputFacts(
            *("out", "categorical_crossentropy", False, 5, "softmax"),
            loss_settings={"axis": 1},
        ),
        monitors.OutputFacts(
            *("out", "categorical_focal_crossentropy", False, 2, "softmax"),
            loss_settings={"alpha": [0.1, 0.9]},
        ),
    ],
    ids=str,
)
def test_theory_keeps_silent(facts):
    assert monitors.expected_initial_loss(facts) is None


@pytest.mark.parametrize("std", [-1, float("nan"), None, True])
def test_refuses_a_spread_that_is_none(std):
    facts = monitors.OutputFacts("out", "hinge", units=1)
    with pytest.raises(ValueError, match="`logit_std` must be a number of at least 0"):
        monitors.expected_initial_loss(facts, logit_std=std)
