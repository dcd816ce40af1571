"""Checks that ask the rules of the diagnosis."""

from keras_nntricks import monitors
from keras_nntricks.checks._check_result import CheckResult

DATA = (
    *("inputs-not-centred", "inputs-not-scaled", "inputs-constant"),
    *("inputs-not-finite", "labels-not-finite"),
)
FIT = (
    *("softmax-of-one-unit", "sigmoid-with-sparse-categorical"),
    *("logits-as-probabilities", "probabilities-as-logits", "one-hot-with-sparse"),
    *("sparse-with-categorical", "squashed-regression", "labels-out-of-range"),
)


def ruled(name, record, names, sound, measured):
    """The `CheckResult` of the rules with these names over a record."""
    rules = [rule for rule in monitors.RULES if rule.name in names]
    verdicts = monitors.diagnose(record, rules)
    if not verdicts:
        return CheckResult(name, "ok", measured, sound)
    told = "; ".join(f"{v.where}: {v.symptom[:-1]} ({v.evidence})" for v in verdicts)
    advice = " ".join(dict.fromkeys(verdict.advice for verdict in verdicts))
    numbers = {"rules": tuple(verdict.rule for verdict in verdicts)}
    return CheckResult(name, "failed", told, sound, advice, numbers)
