"""Updates that are large only beside weights that penalties have shrunk."""

import pytest

from keras_nntricks import monitors
from keras_nntricks.monitors import ModelFacts, OutputFacts, Record, WeightFacts

OUTPUT = OutputFacts("head", "sparse_categorical_crossentropy", False, 5, "softmax")
FACTS = ModelFacts(
    outputs=(OUTPUT,), weights=(WeightFacts("head/kernel", "head", (8, 5)),)
)


def _record(first_penalty):
    """200 steps: the loss falls from 100 to chance, updates are 15 % of the kernel."""
    record = Record(FACTS, {"loss", "weights", "epochs"})
    norms = {"gradient_norm": 1.0, "weight_norm": 0.1, "update_norm": 0.015}
    for step in range(0, 200, 10):
        loss = 100.0 if step == 0 else 1.61
        sample = {
            "loss": loss,
            "running_loss": 1.61,
            "penalty": first_penalty if step == 0 else 0.0,
            "examples": 32,
            "weights": {"head/kernel": norms},
        }
        record.add_sample(step, 0, step, sample)
    record.end_epoch(0, 200, {"loss": 1.61})
    return record


@pytest.mark.parametrize(("penalty", "is_told"), [(0.0, True), (98.4, False)])
def test_penalties_that_shrink_the_weights_are_no_fault_of_the_rate(penalty, is_told):
    rules = {verdict.rule for verdict in monitors.diagnose(_record(penalty))}
    assert ("learning-rate-too-high" in rules) is is_told
