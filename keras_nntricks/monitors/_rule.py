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

    Example:
    >>> from keras_nntricks import monitors
    >>> monitors.Finding("loss", 40, "9.1 after 2.3").step
    40
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

    Example:
    >>> from keras_nntricks import monitors
    >>> def find(record, above):
    ...     for step, loss in zip(record.steps, record.losses):
    ...         if loss > above:
    ...             yield monitors.Finding("loss", int(step), f"{loss:g} > {above:g}")
    >>> rule = monitors.Rule(
    ...     "large-loss", "The loss is large.", find, {"above": 9.0}, "a guess", "Wait."
    ... )
    >>> record = monitors.Record(monitors.ModelFacts(), {"loss"})
    >>> record.add_sample(0, 0, 0, {"loss": 10.0})
    >>> print(monitors.diagnose(record, [rule])[0])
    loss: The loss is large. Since step 0 (epoch 1): 10 > 9. Try: Wait.
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
