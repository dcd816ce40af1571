"""Numbers and verdicts about a training: pure functions and plain data."""

from keras_nntricks.monitors._describe import describe
from keras_nntricks.monitors._diagnose import diagnose
from keras_nntricks.monitors._expected_initial_loss import expected_initial_loss
from keras_nntricks.monitors._facts import (
    InputFacts,
    LayerFacts,
    ModelFacts,
    OutputFacts,
    WeightFacts,
)
from keras_nntricks.monitors._record import Record
from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules import RULES
from keras_nntricks.monitors._verdict import Verdict

__all__ = [
    "RULES",
    "Finding",
    "InputFacts",
    "LayerFacts",
    "ModelFacts",
    "OutputFacts",
    "Record",
    "Rule",
    "Verdict",
    "WeightFacts",
    "describe",
    "diagnose",
    "expected_initial_loss",
]
