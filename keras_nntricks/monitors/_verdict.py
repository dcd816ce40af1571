import dataclasses


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What is wrong in a training, in words.

    Args:
        rule: the name of the rule that says so.
        symptom: what is wrong, one sentence.
        where: the layer, weight, input or curve.
        step: the training step since when it is so, from 0.
        epoch: the epoch of that step, from 0.
        evidence: what was measured, with its numbers.
        advice: what to try.
        source: where the threshold comes from.

    Example:
    >>> from keras_nntricks import monitors
    >>> verdict = monitors.Verdict(
    ...     "dead", "Units never fire.", "dense", 40, 1, "12 of 64 units", "Lower it."
    ... )
    >>> print(verdict)
    dense: Units never fire. Since step 40 (epoch 2): 12 of 64 units. Try: Lower it.
    """

    rule: str
    symptom: str
    where: str
    step: int
    epoch: int
    evidence: str
    advice: str
    source: str = ""

    def __str__(self):
        since = f"Since step {self.step} (epoch {self.epoch + 1})"
        return (
            f"{self.where}: {self.symptom} {since}: {self.evidence}. Try: {self.advice}"
        )
