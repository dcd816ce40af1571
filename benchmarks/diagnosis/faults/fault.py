"""What is done to a training, and what a monitor must say of it."""

import dataclasses
from collections.abc import Callable
from typing import Any

NOWHERE = ()


def _always(cell):
    return True


@dataclasses.dataclass(frozen=True)
class Fault:
    """A fault and the verdicts that count as found.

    Args:
        name: short, in kebab case.
        says: what is wrong, in words.
        inject: `inject(training, rng)` changes the training and returns the names of
            the layers that a verdict may point to.
        causes: rules that name the cause; they count wherever they point.
        symptoms: rules that count when they point to one of the layers.
        fits: whether a cell can have this fault.
        must_harm: whether a run counts only when it did not go well: so for faults of
            degree (a rate, a size, a share), which a training may overcome, or may
            not even meet. Faults of kind (a wrong loss, labels that are not true, a
            layer that is frozen) count whatever came of the run.
        held_out: whether it is kept for the final measurement.
        backends: on which the training runs at all.
    """

    name: str
    says: str
    inject: Callable[[Any, Any], tuple[str, ...]]
    causes: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    fits: Callable[[Any], bool] = _always
    must_harm: bool = False
    held_out: bool = False
    backends: tuple[str, ...] = ("tensorflow", "jax", "torch")

    def found_by(self, rule, where, layers):
        """Whether a verdict names the cause, or a right layer."""
        return rule in self.causes or (
            rule in self.symptoms and bool(_names(where) & set(layers))
        )


def _names(where):
    """The parts of a path; of the first one of several.

    >>> sorted(_names("block/dense#2/kernel"))
    ['block', 'dense', 'kernel']
    >>> _names("dense and 4 more layers")
    {'dense'}
    """
    first = where.partition(" and ")[0]
    return {part.split("#")[0] for part in first.replace(",", "/").split("/")}
