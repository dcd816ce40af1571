"""What was non-finite first in a training step, from the numbers of that step."""

import dataclasses

import numpy as np

WORDS = {
    "input": "input {where!r} of the batch",
    "target": "target {where!r} of the batch",
    "weight": "weight {where} before the step",
    "output": "the output of layer {where}",
    "loss": "the {where}",
    "gradient": "the gradient of weight {where}",
    "update": "the update of weight {where}",
    "state": "variable {where} before the step",
    "between": "variable {where}, which was changed between steps",
    "outside": "the {where}, which is finite when the steps are run again: something "
    "changed the model between steps",
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
    return not np.all(np.isfinite([_loss(values), *numbers]))


def _loss(values):
    """The loss of the step; of a step of one's own only the mean that it logs."""
    return values.get("loss", values.get("running_loss", 0.0))


_UNITS = ("inputs", "targets", "outputs")


class Tolerated:
    """Units that were non-finite in good steps: no fault, a layer makes up for them."""

    def __init__(self):
        self._units = {}

    def add(self, values):
        """One more good step."""
        for part in _UNITS:
            for name, found in values.get(part, {}).items():
                bad = _bad(found)
                self._units[part, name] = bad | self._seen(part, name, bad)

    def _seen(self, part, name, like):
        seen = self._units.get((part, name))
        fits = seen is not None and seen.shape == like.shape
        return seen if fits else np.zeros_like(like)

    def others(self, values, part):
        """The names of a part with other units that are not finite."""
        bad = {name: _bad(found) for name, found in values.get(part, {}).items()}
        return [n for n, b in bad.items() if np.any(b & ~self._seen(part, n, b))]


def _bad(found):
    return np.asarray(found["nonfinite"]) > 0


def origin(values, tolerated=None):
    """The kind and the place of what was non-finite first, in the order of a step.

    Of the gradients the last weight's is named, because they are computed backwards.
    None where nothing that was measured is to blame.
    """
    tolerated = tolerated or Tolerated()
    weights = values.get("weights", {})
    found = (
        ("input", tolerated.others(values, "inputs")),
        ("target", tolerated.others(values, "targets")),
        ("weight", _weights(weights, "weight_norm")),
        ("output", tolerated.others(values, "outputs")),
        ("loss", [] if np.isfinite(_loss(values)) else ["loss"]),
        ("gradient", _weights(weights, "gradient_norm")[::-1]),
        ("update", _weights(weights, "update_norm")),
    )
    return next(((kind, places[0]) for kind, places in found if places), None)


def _weights(weights, statistic):
    return [path for path, w in weights.items() if not np.isfinite(w[statistic])]
