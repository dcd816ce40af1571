from keras_nntricks.monitors._verdict import Verdict
from keras_nntricks.monitors.rules import RULES


def diagnose(record, rules=RULES):
    """Returns the verdicts of the rules over a record, the earliest first.

    Args:
        record: a `Record` of a training, finished or not.
        rules: the rules to ask.

    Returns:
        A tuple of `Verdict`.
    """
    found = [
        _verdict(rule, finding, record)
        for rule in rules
        if rule.needs <= record.parts
        for finding in rule.findings(record)
    ]
    return tuple(sorted(found, key=lambda verdict: verdict.step))


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
