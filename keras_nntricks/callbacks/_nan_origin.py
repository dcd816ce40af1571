"""What was non-finite first in a training step, from the numbers of that step."""

import dataclasses

import numpy as np

WORDS = {
    "input": "input {where!r} of the batch",
    "target": "target {where!r} of the batch",
    "weight": "weight {where} before the step",
    "output": "the output of layer {where}",
    "loss": "the loss",
    "gradient": "the gradient of weight {where}",
    "update": "the update of weight {where}",
    "state": "variable {where} before the step",
}


@dataclasses.dataclass(frozen=True)
class NonFinite:
    """The first number of a training that was NaN or infinite.

    Args:
        step: the training step, from 0.
        epoch: its epoch, from 0.
        kind: a key of `WORDS`.
        where: the name of the input or target, the path of the layer or variable.
        exact: whether the step was run again and watched; if not, the number was
            found at this step, and something may have been non-finite before.
    """

    step: int
    epoch: int
    kind: str
    where: str
    exact: bool = True

    def __str__(self):
        what = WORDS[self.kind].format(where=self.where)
        first = "first non-finite" if self.exact else "found non-finite"
        return f"{first} at step {self.step} (epoch {self.epoch + 1}): {what}"


def is_lost(values):
    """Whether the step had a non-finite loss or left a non-finite weight.

    Gradients alone do not count: a loss scaler leaves such a step out.
    """
    weights = values.get("weights", {}).values()
    numbers = [w[name] for w in weights for name in ("weight_norm", "update_norm")]
    return not np.all(np.isfinite([values.get("loss", 0.0), *numbers]))


def origin(values):
    """The kind and the place of what was non-finite first, in the order of a step.

    Of the gradients the last weight's is named, because they are computed backwards.
    """
    weights = values.get("weights", {})
    found = (
        ("input", _places(values.get("inputs", {}))),
        ("target", _places(values.get("targets", {}))),
        ("weight", _weights(weights, "weight_norm")),
        ("output", _places(values.get("outputs", {}))),
        ("loss", [] if np.isfinite(values.get("loss", 0.0)) else ["loss"]),
        ("gradient", _weights(weights, "gradient_norm")[::-1]),
        ("update", _weights(weights, "update_norm")),
    )
    return next((kind, places[0]) for kind, places in found if places)


def _places(units):
    return [name for name, found in units.items() if np.any(found["nonfinite"])]


def _weights(weights, statistic):
    return [path for path, w in weights.items() if not np.isfinite(w[statistic])]
