from keras_nntricks.monitors._rules import RULES
from keras_nntricks.monitors._verdict import Verdict


def diagnose(record, rules=RULES):
    """Returns the verdicts of the rules over a record, the earliest first.

    What a verdict explains is not told again: a rule's findings are left out where
    another one that `explains` it found something in the same epoch or before.

    Args:
        record: a `Record` of a training, finished or not.
        rules: the rules to ask.

    Returns:
        A tuple of `Verdict`.

    Example:
    >>> from keras_nntricks import monitors
    >>> record = monitors.Record(monitors.ModelFacts(), {"loss"})
    >>> record.add_sample(0, 0, 0, {"loss": float("nan")})
    >>> [verdict.rule for verdict in monitors.diagnose(record)]
    ['loss-not-finite']
    """
    found = [
        (rule, _verdict(rule, finding, record))
        for rule in rules
        if rule.needs <= record.parts
        for finding in rule.findings(record)
    ]
    kept = [verdict for _, verdict in found if not _is_explained(verdict, found)]
    return tuple(sorted(kept, key=lambda verdict: verdict.step))


def _is_explained(verdict, found):
    return any(
        verdict.rule in rule.explains and cause.epoch <= verdict.epoch
        for rule, cause in found
    )


def _verdict(rule, finding, record):
    return Verdict(
        rule.name,
        rule.symptom,
        finding.where,
        finding.step,
        record.epoch_of(finding.step),
        finding.evidence,
        finding.advice or rule.advice,
        rule.source,
    )
