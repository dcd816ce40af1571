"""A first loss that an untrained model should not have."""

import numpy as np

from keras_nntricks.monitors._expected_initial_loss import expected_initial_loss
from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._model_outputs import (
    REGRESSION_LOSSES,
    model_outputs,
)

_SQUARE_OF_SCALE = {
    "mean_squared_error": lambda loss: loss,
    "mean_absolute_error": np.square,
}


def _initial_loss(record, factor, variances):
    outputs = list(model_outputs(record))
    began = len(record.steps) and record.steps[0] == 0
    # Weights of several losses are not known.
    if not began or record.facts.trained_before or len(outputs) != 1:
        return
    loss = float(record.losses[0] - np.nan_to_num(record.penalties[0]))
    (output,) = outputs
    if not output.predictions or not np.isfinite(loss):
        return
    if output.facts.loss in REGRESSION_LOSSES:
        found = _far_from_targets(output, loss, variances)
    else:
        found = _too_sure(output, loss, factor, record.examples[0])
    if found:
        yield Finding(output.where, 0, *found)


def _too_sure(output, loss, factor, examples):
    """The loss of a classifier that is sure of what it cannot know."""
    expected = expected_initial_loss(output.facts, output.targets or None)
    if expected is None:
        return None
    low, high = expected
    # 3 times the spread of the theory, and the chance of a small batch.
    limit = low + max((factor - 1) * low, 3 * (high - low))
    limit *= 1 + 2 / np.sqrt(max(examples, 1))
    if loss < limit or not _are_peaked(output):
        return None
    return (
        f"the first loss is {loss:.4g} without penalties, and theory expects "
        f"{low:.4g} to {high:.4g} for {output.facts.loss} of {output.facts.units} "
        f"units",
    )


def _are_peaked(output):
    """Whether the predictions tell apart what an untrained model should not.

    A great loss of even predictions comes from weights of the examples.
    """
    mean, std = (np.asarray(output.predictions[k], float) for k in ("mean", "std"))
    if output.facts.activation == "softmax":
        even = 1 / max(output.facts.units, 2)
        return np.sum(mean**2 + std**2) - even > 0.35 * (1 - even)
    if output.facts.activation == "sigmoid":
        return 4 * np.mean(mean - mean**2 - std**2) < 0.5
    return np.sqrt(np.mean(std**2) + np.var(mean)) > 2.5


def _far_from_targets(output, loss, variances):
    """The loss of a regression that begins far outside of the targets."""
    square = _SQUARE_OF_SCALE.get(output.facts.loss)
    if square is None or not output.targets:
        return None
    variance = float(np.mean(np.square(output.targets["std"], dtype=float)))
    if variance == 0 or square(loss) < variances * variance:
        return None
    sides = {
        name: (np.mean(part["mean"]), np.sqrt(np.mean(np.square(part["std"]))))
        for name, part in (("targets", output.targets), ("outputs", output.predictions))
    }
    told = "; ".join(f"{k} {m:.4g} +- {s:.4g}" for k, (m, s) in sides.items())
    return (
        f"the first {output.facts.loss} is {loss:.4g} without penalties, the variance "
        f"of the targets {variance:.4g} ({told})",
        "Standardise the targets, or set the last bias to their mean; give the last "
        "layer smaller weights if the outputs are too wide.",
    )


INITIAL_LOSS_RULES = (
    Rule(
        "initial-loss",
        "The loss begins far above what an untrained model should have.",
        _initial_loss,
        {"factor": 3.0, "variances": 100.0},
        "Before learning, sanity checks: "
        "https://cs231n.github.io/neural-networks-3/#sanitycheck",
        "Begin the last layer with smaller weights (their outputs should have a "
        "standard deviation below 1), and look at the scale of the inputs.",
        needs=frozenset({"loss", "batch"}),
    ),
)
