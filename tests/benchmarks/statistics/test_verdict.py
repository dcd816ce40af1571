import dataclasses

import pytest

from benchmarks.engine.criteria import Difference, MeanWithin, Proportion
from benchmarks.engine.judgement import (
    CONTRADICTED,
    INVALID,
    NOT_RUN,
    REPRODUCED,
    Judgement,
)
from benchmarks.engine.spec import Tuning
from benchmarks.engine.tuning import tuning_seeds
from benchmarks.engine.verdict import judge_all
from tests.benchmarks.statistics.made_rows import (
    DIVERGED,
    counts,
    made_claim,
    made_experiment,
    made_row,
    rows_of,
)

BETTER = Difference(better="a", worse="b", metric="loss", margin=0.5)
GOOD, BAD = [1.0, 1.1, 0.9, 1.05, 0.95], [2.0, 2.2, 2.1, 1.9, 2.3]
ROWS = rows_of("a", GOOD) + rows_of("b", BAD)
TUNING = Tuning("learning_rate", (0.01, 0.1, 1.0), "loss", seeds=2, extensions=0)


def judge(rows, criterion=BETTER, scale="quick", claim=None, **experiment):
    declared = made_experiment(made_claim(criterion, **(claim or {})), **experiment)
    ((_, _, said),) = judge_all([declared], scale, rows)
    return said


def test_a_clear_effect_is_reproduced():
    said = judge(ROWS)
    assert (said.verdict, said.n) == (REPRODUCED, 5)
    assert said.p_value == said.p_adjusted == 1 / 32


def test_the_opposite_is_contradicted():
    assert judge(rows_of("a", BAD) + rows_of("b", GOOD)).verdict == CONTRADICTED


def test_rows_of_others_are_left_aside():
    others = [
        *rows_of("a", [9.0] * 5, phase="tune"),
        *rows_of("a", [9.0] * 5, scale="paper"),
        *rows_of("a", [9.0] * 5, experiment="other", source_hash="s2"),
    ]
    assert judge(ROWS + others) == judge(ROWS)


def test_the_order_of_the_rows_does_not_matter():
    assert judge(ROWS[::-1]) == judge(ROWS)


def test_fewer_than_five_seeds_are_points_only():
    said = judge(rows_of("a", GOOD[:4]) + rows_of("b", BAD[:4]))
    assert said.verdict == NOT_RUN
    assert said.reason == "Fewer than 5 seeds: points only."
    assert said.effect > 0
    assert (said.low, said.high, said.p_adjusted) == (None, None, None)


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_seeds_do_not_break_it(count):
    rows = rows_of("a", GOOD[:count]) + rows_of("b", BAD[:count])
    assert judge(rows).verdict == NOT_RUN


def test_nets_inside_a_cell_are_replications_too():
    exact = Proportion(arm="a", count="dead", total="nets", low=0.5, high=0.5)
    assert judge(counts(a=[(50, 100)])["a"], exact, seeds=1).verdict == REPRODUCED
    assert judge(counts(a=[(2, 4)])["a"], exact, seeds=1).verdict == NOT_RUN


def test_no_rows_is_not_run():
    assert judge([]).reason == "No cell has been run yet."


def test_a_scale_made_for_a_gpu_says_that_there_was_none():
    declared = made_experiment(made_claim(BETTER))
    scales = {"paper": declared.scales["quick"]}
    declared = dataclasses.replace(declared, scales=scales)
    ((_, _, said),) = judge_all([declared], "paper", ROWS)
    assert said.verdict == NOT_RUN
    assert said.reason.startswith("No device: the paper scale is made for a GPU")


def test_an_unfinished_run_says_how_far_it_is():
    said = judge(ROWS, seeds=10)
    assert said.verdict == REPRODUCED
    assert said.reason.endswith("So far 5 of 10 seeds.")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (ROWS[:-1], "Cells are missing: b lacks seed 4."),
        (ROWS[:5], "Cells are missing: b lacks seed 0, 1, 2, 3, 4."),
    ],
)
def test_missing_cells_are_invalid(rows, reason):
    said = judge(rows)
    assert (said.verdict, said.reason) == (INVALID, reason)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"source_hash": "s2"}, "source files"),
        ({"data_hash": "d2"}, "data sets"),
        ({"backend": "torch"}, "backends"),
    ],
)
def test_mixed_rows_are_invalid(change, word):
    said = judge([*ROWS[:-1], {**ROWS[-1], **change}])
    assert said.verdict == INVALID
    assert word in said.reason


def test_two_rows_of_one_seed_are_invalid():
    again = made_row("b", 4, {"loss": 3.0}, settings={"width": 9})
    assert "several rows" in judge([*ROWS, again]).reason


def test_an_error_is_invalid_until_its_cell_is_done():
    changes = {"status": "error", "reason": "Traceback\nMemoryError: too much"}
    failed = {**ROWS[-1], **changes}
    said = judge([*ROWS[:-1], failed])
    assert said.verdict == INVALID
    assert said.reason.endswith("first b, seed 4: MemoryError: too much")
    assert judge([failed, *ROWS]).verdict == REPRODUCED


def test_an_error_of_an_older_source_does_not_count():
    failed = made_row("b", 7, {}, status="error", source_hash="s0")
    assert judge([*ROWS, failed]).verdict == REPRODUCED


def test_diverged_runs_are_judged():
    rows = rows_of("a", GOOD) + rows_of("b", [*BAD[:4], DIVERGED])
    assert judge(rows).verdict == REPRODUCED


def tuned_rows(arm, losses, final, value):
    """Tuning rows, one loss per value, and the final rows at `value`."""
    rows = [
        made_row(
            arm,
            seed,
            {"loss": loss},
            phase="tune",
            hyperparameters={"learning_rate": rate},
        )
        for rate, loss in zip(TUNING.values, losses, strict=True)
        for seed in tuning_seeds(TUNING)
    ]
    return rows + rows_of(arm, final, hyperparameters={"learning_rate": value})


def test_a_tuned_value_inside_its_range_is_judged():
    rows = tuned_rows("a", (2, 1, 2), GOOD, 0.1) + tuned_rows("b", (2, 1, 2), BAD, 0.1)
    assert judge(rows, tuning=TUNING).verdict == REPRODUCED


def test_a_tuned_value_at_an_end_of_its_range_is_invalid():
    rows = tuned_rows("a", (2, 1, 2), GOOD, 0.1) + tuned_rows("b", (3, 2, 1), BAD, 1.0)
    said = judge(rows, tuning=TUNING)
    assert said.verdict == INVALID
    assert said.reason.startswith("The tuned learning_rate of b, 1, is at an end")


def test_only_the_arms_of_the_claim_need_a_sound_tuning():
    rows = tuned_rows("a", (2, 1, 2), GOOD, 0.1) + tuned_rows("b", (3, 2, 1), BAD, 1.0)
    within = MeanWithin(arm="a", metric="loss", low=0.5, high=1.5)
    assert judge(rows, within, tuning=TUNING).verdict == REPRODUCED


def test_final_rows_of_another_value_than_the_winner_are_left_aside():
    stale = rows_of("a", [9.0] * 5, hyperparameters={"learning_rate": 0.01})
    rows = tuned_rows("a", (2, 1, 2), GOOD, 0.1) + tuned_rows("b", (2, 1, 2), BAD, 0.1)
    assert judge(stale + rows, tuning=TUNING) == judge(rows, tuning=TUNING)


def test_an_unfinished_tuning_is_not_run():
    rows = tuned_rows("a", (2, 1, 2), GOOD, 0.1)
    said = judge(rows, tuning=TUNING)
    assert (said.verdict, said.reason) == (NOT_RUN, "The tuning is not finished: b.")


def test_smoke_runs_only_what_is_declared_for_it():
    rows = rows_of("a", GOOD, scale="smoke") + rows_of("b", BAD, scale="smoke")
    said = judge(rows, scale="smoke", claim={"scales": ("quick", "paper")})
    assert said.verdict == NOT_RUN
    assert said.reason == "The smoke scale proves only that it runs."
    assert judge(rows, scale="smoke").verdict == REPRODUCED


def test_a_claim_of_another_scale_is_not_run():
    said = judge(ROWS, claim={"scales": ("paper",)})
    assert said.reason == "Declared for the scale paper, not for quick."
    assert judge(ROWS, scale="paper").reason == "The experiment has no paper scale."


def test_a_claim_on_an_arm_that_the_scale_leaves_out_is_not_run():
    said = judge(rows_of("a", GOOD), arms=("a",))
    assert (said.verdict, said.reason) == (NOT_RUN, "Not run at quick scale: b.")


def test_a_judgement_knows_its_verdicts():
    with pytest.raises(ValueError, match=r"`verdict` must be .* verdict='MAYBE'"):
        Judgement(verdict="MAYBE", reason="")
