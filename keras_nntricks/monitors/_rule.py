import dataclasses
import warnings
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from keras_nntricks.monitors._record import Record


@dataclasses.dataclass(frozen=True)
class Finding:
    """Where a rule's symptom was seen, since which step, and the numbers that say so.

    Args:
        where: the layer, weight, input or curve.
        step: since which training step, from 0.
        evidence: what was measured, with its numbers.
        advice: what to try, where it differs from the rule's advice.
    """

    where: str
    step: int
    evidence: str
    advice: str | None = None


@dataclasses.dataclass(frozen=True)
class Rule:
    """A symptom, how it is seen in a record, and what to try.

    Args:
        name: short, in kebab case.
        symptom: what is wrong, one sentence with a full stop.
        find: `find(record, **thresholds)` gives the findings; it changes nothing.
        thresholds: the numbers that `find` takes, by name.
        source: where the thresholds come from.
        advice: what to try.
        needs: the parts of a sample that it reads: `"loss"`, `"outputs"`,
            `"weights"`, `"batch"`, `"epochs"`. A rule whose parts were not recorded
            finds nothing.
        explains: names of rules whose findings are consequences of this one: they are
            left out where this rule finds something in the same epoch or before.
    """

    name: str
    symptom: str
    find: Callable[..., Iterable[Finding]]
    thresholds: Mapping[str, float]
    source: str
    advice: str
    needs: frozenset[str] = frozenset()
    explains: frozenset[str] = frozenset()

    def findings(self, record: Record) -> tuple[Finding, ...]:
        """Where and since when the symptom is seen in the record."""
        # The numbers of a sick training are often not finite.
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore", RuntimeWarning)
            return tuple(self.find(record, **self.thresholds))
