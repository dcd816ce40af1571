"""From rows to a verdict for each claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.engine.evidence import final_rows, objection, samples_of
from benchmarks.engine.judgement import (
    CONTRADICTED,
    INCONCLUSIVE,
    INVALID,
    NOT_RUN,
    REPRODUCED,
    Judgement,
)
from benchmarks.engine.spec import Claim, Experiment
from benchmarks.engine.statistics import holm_adjusted

MIN_REPLICATIONS = 5
FAMILY_LEVEL = 0.05

Judged = tuple[Experiment, Claim, Judgement]


def judge_all(
    experiments: Iterable[Experiment], scale: str, rows: Sequence[Mapping]
) -> list[Judged]:
    """Judges every claim, with one Holm correction for each experiment.

    So what is shown beside an experiment does not change its verdicts.

    `rows` may hold other experiments, scales and phases. They should come from one
    source, data set and backend per experiment: a claim whose rows are mixed is
    INVALID. A claim is NOT RUN where it has fewer than 5 replications: seeds, or
    nets for the criteria that count nets inside a cell.
    """
    return [one for e in experiments for one in _judged(e, scale, rows)]


def _judged(experiment, scale, rows):
    return _corrected(
        [
            (experiment, claim, judge_claim(experiment, claim, scale, rows))
            for claim in experiment.claims
        ]
    )


def judge_claim(
    experiment: Experiment, claim: Claim, scale: str, rows: Sequence[Mapping]
) -> Judgement:
    """One claim, not corrected for the others."""
    refused = objection(experiment, claim, scale, rows)
    if refused is not None:
        return refused
    samples = samples_of(claim, final_rows(experiment, scale, rows))
    judgement = claim.criterion.judge(samples)
    if judgement.verdict != INVALID and judgement.n < MIN_REPLICATIONS:
        return _points_only(judgement)
    return _with_progress(judgement, samples, experiment.scales[scale].seeds)


def _points_only(judgement):
    reason = f"Fewer than {MIN_REPLICATIONS} seeds: points only."
    nothing = dict.fromkeys(("low", "high", "p_value", "detectable"))
    return judgement.changed(NOT_RUN, reason, **nothing)


def _with_progress(judgement, samples, planned):
    done = min(len(rows) for rows in samples.values())
    if done >= planned:
        return judgement
    reason = f"{judgement.reason} So far {done} of {planned} seeds."
    return judgement.changed(judgement.verdict, reason)


def _corrected(judged: list[Judged]) -> list[Judged]:
    """Holm's correction over the confirmatory claims that have a p-value."""
    family = [i for i, one in enumerate(judged) if _is_tested(*one[1:])]
    adjusted = holm_adjusted([judged[i][2].p_value for i in family])
    judged = list(judged)
    for i, p_adjusted in zip(family, adjusted, strict=True):
        experiment, claim, judgement = judged[i]
        judged[i] = experiment, claim, _adjusted(judgement, p_adjusted)
    return judged


def _is_tested(claim, judgement):
    answered = judgement.verdict in (REPRODUCED, CONTRADICTED, INCONCLUSIVE)
    return answered and not claim.exploratory and judgement.p_value is not None


def _adjusted(judgement, p_adjusted):
    verdict, reason = judgement.verdict, judgement.reason
    if verdict == REPRODUCED and p_adjusted >= FAMILY_LEVEL:
        verdict = INCONCLUSIVE
        reason = (
            f"{reason} Yet p = {p_adjusted:.2g} after the correction for all claims "
            f"of the experiment, not below {FAMILY_LEVEL:g}."
        )
    return judgement.changed(verdict, reason, p_adjusted=p_adjusted)
