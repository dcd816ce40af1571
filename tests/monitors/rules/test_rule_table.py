"""What holds for every rule."""

import numpy as np
import pytest

from keras_nntricks.monitors import LayerFacts, ModelFacts, Record, WeightFacts
from keras_nntricks.monitors import diagnose as judge
from keras_nntricks.monitors._rules import RULES
from tests.monitors.rules.made_records import CLASSES

PARTS = frozenset({"loss", "outputs", "weights", "batch", "epochs"})
NAMES = [rule.name for rule in RULES]


def test_names_differ():
    assert len(set(NAMES)) == len(NAMES)


def test_rules_need_parts_that_there_are():
    assert all(rule.needs <= PARTS for rule in RULES)


def test_symptoms_and_advice_are_sentences():
    texts = [text for rule in RULES for text in (rule.symptom, rule.advice)]
    assert [text for text in texts if text[-1] not in ".?" or "  " in text] == []


def test_each_threshold_has_a_source():
    assert [rule.name for rule in RULES if not rule.source] == []


def test_rules_explain_rules_that_there_are():
    explained = set().union(*(rule.explains for rule in RULES))
    assert explained <= set(NAMES)


def test_no_rule_explains_itself_round_a_circle():
    causes = {rule.name: set(rule.explains) for rule in RULES}
    while causes:
        first = [name for name in causes if not any(name in c for c in causes.values())]
        assert first, f"{sorted(causes)} explain each other"
        for name in first:
            del causes[name]


UNITS = 3
FACTS = ModelFacts(
    layers=(
        LayerFacts("a", "Dense", "relu", "hidden", 0.0, None),
        LayerFacts("b", "Dense", "tanh", "hidden", -0.99, 0.99),
        LayerFacts("head", "Dense", "softmax", "output"),
    ),
    weights=tuple(
        WeightFacts(f"{layer}/kernel", layer, (UNITS, UNITS))
        for layer in ("a", "b", "head")
    ),
    outputs=(CLASSES,),
)


STATISTICS = ("mean", "std", "minimum", "maximum", "zeros", "flat", "nonfinite")
ROWS = ("whole", "row_sum_minimum", "row_sum_maximum")
NORMS = ("gradient_norm", "weight_norm", "update_norm")
ODD = (0.0, np.nan, np.inf, -np.inf, 1.0, -1.0, 1e-30, 1e30)


class _Noise:
    """Records of numbers that no training gives."""

    def __init__(self, seed):
        self._rng = np.random.default_rng(seed)
        self._share = self._rng.choice([0.0, 0.05, 0.5])

    def numbers(self, *shape):
        values = self._rng.normal(size=shape) * 10 ** self._rng.uniform(-9, 9)
        odd = self._rng.random(shape) < self._share
        return np.where(odd, self._rng.choice(ODD, size=shape), values)

    def units(self, rows=()):
        values = {name: self.numbers(UNITS) for name in STATISTICS}
        values |= {name: float(self.numbers()) for name in rows}
        values["nonfinite"] = self._rng.integers(3, size=UNITS)
        return values | {"count": int(self._rng.integers(1000))}

    def sample(self):
        names = ("loss", "penalty", "running_loss", "examples")
        values = {name: float(self.numbers()) for name in names}
        values["outputs"] = {layer.path: self.units() for layer in FACTS.layers}
        values["inputs"] = {"x": self.units()}
        for part in ("targets", "predictions"):
            values[part] = {"head": self.units(ROWS)}
        values["weights"] = {
            weight.path: {name: abs(float(self.numbers())) for name in NORMS}
            for weight in FACTS.weights
        }
        return values

    def record(self, samples):
        facts = FACTS if self._rng.random() < 0.7 else ModelFacts(layers=FACTS.layers)
        record, epoch, begin = Record(facts, PARTS), 0, 0
        for at in range(samples):
            step = 10 * at
            record.add_sample(step, epoch, step - begin, self.sample())
            if self._rng.random() < 0.4:
                begin = step + 10
                names = ("loss", "val_loss", "val_accuracy", "accuracy")
                logs = {name: float(self.numbers()) for name in names}
                record.end_epoch(epoch, begin, logs)
                epoch += 1
        return record


@pytest.mark.parametrize("samples", [0, 1, 2, 3, 9, 20])
def test_no_record_makes_a_rule_fail(samples):
    for seed in range(10):
        with np.errstate(all="ignore"):
            record = _Noise(seed).record(samples)
        for verdict in judge(record):
            assert 0 <= verdict.step <= 10 * samples
            assert str(verdict)
