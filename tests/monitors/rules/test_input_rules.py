"""The rules about inputs, on the first batch of a record."""

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

RANDOM = np.random.default_rng(0)


def inputs_record(values, kinds=("Dense",), layers=(DENSE,), loss=1.0, examples=100):
    facts = monitors.ModelFacts(layers, inputs=(monitors.InputFacts("x", kinds),))
    return record_of(facts, loss, inputs={"x": values}, examples=examples)


NORMAL = RANDOM.standard_normal((100, 20))
PIXELS = RANDOM.integers(0, 256, (100, 20)) * (np.arange(20) > 5)
SPARSE = np.eye(2000)[RANDOM.integers(0, 2000, 100)]
HEALTHY_INPUTS = {
    "standardised": NORMAL,
    "heavy tails": RANDOM.standard_t(3, (100, 20)),
    "in [0, 1]": PIXELS / 255,
    "in [-1, 1]": PIXELS / 127.5 - 1,
    "white paper": 1 - 0.05 * RANDOM.random((100, 20)),
    "one-hot": SPARSE,
    "term frequencies": SPARSE / 20 + np.eye(2000)[:100] / 30,
    "counts": RANDOM.poisson(3.0, (100, 20)),
    "a constant beside": np.concatenate([NORMAL, np.ones((100, 1))], 1),
    "one bright corner": np.eye(20)[[3]] * RANDOM.random((100, 1)),
}


@pytest.mark.parametrize("kind", HEALTHY_INPUTS)
def test_healthy_inputs(kind):
    record = inputs_record(HEALTHY_INPUTS[kind])
    assert [name for name in RULES if "inputs" in name and found(name, record)] == []


FAULTY_INPUTS = {
    "raw pixels": ("inputs-not-scaled", PIXELS),
    "divided twice": ("inputs-not-scaled", PIXELS / 255**2),
    "one wide feature": ("inputs-not-scaled", NORMAL * (1 + 200 * np.eye(20)[0])),
    "ids without an embedding": (
        "inputs-not-scaled",
        RANDOM.integers(0, 999, (100, 5)),
    ),
    "years": ("inputs-not-centred", NORMAL + 1990 * np.eye(20)[0]),
    "from 1000 to 1010": ("inputs-not-centred", 1000 + 10 * RANDOM.random((100, 20))),
    "shifted pixels": ("inputs-not-centred", PIXELS / 255 + 5),
    "all the same": ("inputs-constant", np.tile(NORMAL[:1], (100, 1))),
    "NaN": ("inputs-not-finite", np.where(NORMAL > 2, np.nan, NORMAL)),
    "infinite": ("inputs-not-finite", np.where(NORMAL > 2, np.inf, NORMAL)),
}


@pytest.mark.parametrize("kind", FAULTY_INPUTS)
def test_faulty_inputs(kind):
    name, values = FAULTY_INPUTS[kind]
    record = inputs_record(values)
    told = [verdict.rule for verdict in monitors.diagnose(record)]
    assert told == [name]
    assert found(name, record) == ["x"]


@pytest.mark.parametrize(
    ("kinds", "layers", "judged"),
    [
        (("Dense",), ("Dense",), True),
        (("Conv2D", "Conv2D"), ("Conv2D",), True),
        (("Flatten",), ("Flatten", "Dense"), True),
        ((), ("Dense",), True),
        (("Rescaling",), ("Rescaling", "Dense"), False),
        (("Flatten",), ("Flatten", "Normalization", "Dense"), False),
        (("Embedding",), ("Embedding", "Dense"), False),
        (("BatchNormalization",), ("BatchNormalization", "Dense"), False),
        (("NoneType",), ("Flatten", "Dense"), False),
        (("Functional",), ("Conv2D", "Dense"), False),
        ((), ("OfMyOwn", "Dense"), False),
        ((), (), False),
    ],
)
def test_only_inputs_that_come_to_weights_as_they_are_are_judged(kinds, layers, judged):
    layers = tuple(monitors.LayerFacts(kind.lower(), kind) for kind in layers)
    record = inputs_record(PIXELS, kinds, layers)
    assert found("inputs-not-scaled", record) == ["x"] * judged
    record = inputs_record(PIXELS + 9999, kinds, layers)
    assert found("inputs-not-centred", record) == ["x"] * judged


def test_missing_values_that_a_layer_fills_in_are_no_fault():
    values = np.where(NORMAL > 2, np.nan, NORMAL)
    filled = (monitors.LayerFacts("fill", "FillIn"), DENSE)
    assert found("inputs-not-finite", inputs_record(values, ("FillIn",), filled)) == []
    lost = inputs_record(values, ("FillIn",), filled, loss=np.nan)
    assert found("inputs-not-finite", lost) == ["x"]


def test_a_constant_input_beside_others_and_a_tiny_batch_are_no_fault():
    facts = monitors.ModelFacts((DENSE,))
    record = record_of(facts, inputs={"x": NORMAL, "mask": np.ones((100, 5))})
    assert found("inputs-constant", record) == []
    assert found("inputs-constant", inputs_record(NORMAL[:1], examples=1)) == []


def test_missing_values_of_a_later_batch_are_found():
    broken = np.where(NORMAL > 2, np.nan, NORMAL)
    record = inputs_record(NORMAL)
    assert found("inputs-not-finite", record) == []
    for step, values, loss in [(1, broken, np.nan), (2, NORMAL, np.nan)]:
        inputs = {"x": statistics(values)}
        record.add_sample(step, 0, step, {"inputs": inputs, "loss": loss})
    told = [(verdict.rule, verdict.step) for verdict in monitors.diagnose(record)]
    assert told == [("inputs-not-finite", 1)]


def test_inputs_that_vary_from_batch_to_batch_are_not_constant():
    record = inputs_record(np.zeros((100, 3)))
    assert found("inputs-constant", record) == ["x"]
    record.add_sample(1, 0, 1, {"inputs": {"x": statistics(np.ones((100, 3)))}})
    assert found("inputs-constant", record) == []


def test_raw_and_bright_pixels_are_told_of_their_scale_too():
    bright = 130 + 30 * NORMAL
    record = record_of(monitors.ModelFacts(layers=(DENSE,)), inputs={"x": bright})
    told = {verdict.rule for verdict in monitors.diagnose(record)}
    assert told == {"inputs-not-centred", "inputs-not-scaled"}
