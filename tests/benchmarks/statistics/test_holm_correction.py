"""Holm's correction over the claims of an experiment."""

import dataclasses

import pytest

from benchmarks.engine.criteria import Difference
from benchmarks.engine.judgement import (
    INCONCLUSIVE,
    REPRODUCED,
    Judgement,
)
from benchmarks.engine.verdict import judge_all
from tests.benchmarks.statistics.made_rows import (
    made_claim,
    made_experiment,
    rows_of,
)

BETTER = Difference(better="a", worse="b", metric="loss", margin=0.5)
GOOD, BAD = [1.0, 1.1, 0.9, 1.05, 0.95], [2.0, 2.2, 2.1, 1.9, 2.3]
ROWS = rows_of("a", GOOD) + rows_of("b", BAD)


def claims_with(*p_values, exploratory=()):
    """Claims whose criterion answers REPRODUCED with a given p-value."""

    @dataclasses.dataclass(frozen=True)
    class Told:
        p_value: float | None
        arms: tuple = ("a", "b")
        metrics: tuple = ("loss",)

        def judge(self, samples):
            return Judgement(
                verdict=REPRODUCED, reason="Told.", n=9, p_value=self.p_value
            )

    return [
        made_claim(Told(p), name=f"claim{i}", exploratory=i in exploratory)
        for i, p in enumerate(p_values)
    ]


def test_holm_runs_over_the_confirmatory_claims_of_an_experiment():
    one = made_experiment(*claims_with(0.01, 0.03, 0.02, None, exploratory=(2,)))
    two = made_experiment(*claims_with(0.04), name="two")
    rows = ROWS + [{**row, "experiment": "two"} for row in ROWS]
    judged = judge_all([one, two], "quick", rows)
    assert [owner.name for owner, _, _ in judged] == [*["made"] * 4, "two"]
    adjusted = [said.p_adjusted for _, _, said in judged]
    assert adjusted == [0.02, 0.03, None, None, 0.04]
    assert {said.verdict for _, _, said in judged} == {REPRODUCED}


def test_a_claim_that_fails_the_correction_is_inconclusive():
    declared = made_experiment(*claims_with(0.03, 0.04, 0.5))
    said = [one for _, _, one in judge_all([declared], "quick", ROWS)]
    assert [one.verdict for one in said] == [INCONCLUSIVE] * 3
    assert said[0].p_adjusted == pytest.approx(0.09)
    assert said[0].reason.startswith("Told. Yet p = 0.09 after the correction")


def test_claims_that_are_not_judged_take_no_part_in_the_correction():
    declared = made_experiment(
        *claims_with(0.03), made_claim(BETTER, name="later", scales=("paper",))
    )
    said = judge_all([declared], "quick", ROWS)
    assert said[0][2].p_adjusted == 0.03
