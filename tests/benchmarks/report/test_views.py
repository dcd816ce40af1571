"""What the templates are given."""

import dataclasses

from benchmarks.engine.criteria import TimeRatio
from benchmarks.engine.report._claim_view import claim_view, identifier
from benchmarks.engine.report._defaults_view import defaults_view
from benchmarks.engine.report._experiment_view import experiment_view
from benchmarks.engine.report._numbers import MISSING
from benchmarks.engine.report._profile_view import profile_views
from benchmarks.engine.report._tuning_view import tuning_view
from benchmarks.engine.spec import Tuning
from tests.benchmarks.report import samples

EXPERIMENT = samples.EXPERIMENTS[0]


def view_of(rows=samples.ROWS):
    judged = [(c, j) for _, c, j in samples.judge_all([EXPERIMENT], "quick", rows)]
    return experiment_view(EXPERIMENT, "quick", rows, judged)


def test_identifier_has_no_character_that_needs_escaping():
    assert identifier("e01_x", "a b/c") == "e01_x--a-b-c"


def test_claim_without_effect_has_dashes():
    view = claim_view(*samples.judge_all([EXPERIMENT], "quick", [])[0])
    assert view["interval"] == ""
    assert {view[name] for name in ("effect", "margin", "n", "p")} == {MISSING}


def test_claim_shows_its_rule():
    view = claim_view(*samples.judge_all([EXPERIMENT], "quick", samples.ROWS)[0])
    assert "margin=0.5" in view["criterion"]


def test_equal_published_numbers_are_shown_once():
    published = view_of()["published"]
    assert [len(claims) for _, claims in published] == [3]


def test_derived_values_are_not_shown_as_published():
    derived = samples.claim(
        "a", "b", samples.RANGE, published=samples.Published("1", "derived")
    )
    experiment = samples.experiment("e91_first", [derived], None)
    judged = [(c, j) for _, c, j in samples.judge_all([experiment], "quick", [])]
    assert experiment_view(experiment, "quick", [], judged)["published"] == []


def test_a_remark_on_two_claims_is_shown_once_with_both():
    claims = [
        samples.claim(name, f"{name}.", samples.RANGE, counter_evidence=("But.",))
        for name in ("first", "second")
    ]
    experiment = samples.experiment("e91_first", claims, None, deviations=("Small.",))
    judged = [(c, j) for _, c, j in samples.judge_all([experiment], "quick", [])]
    view = experiment_view(experiment, "quick", [], judged)
    assert view["counter_evidence"] == [("But.", ["first.", "second."])]
    assert view["deviations"] == [("Small.", [])]


def test_tuning_shows_every_value_with_its_mean_and_the_chosen_one():
    rows = [
        samples.row("e", "he", 1000, "tune", 0.01, loss=-9.0),
        samples.row("e", "he", 1001, "tune", 0.01, loss=-8.01),
        samples.row("e", "he", 1000, "tune", 0.1, loss=-10.0),
        samples.row("e", "he", 1001, "tune", 0.1, status="diverged", metrics={}),
        samples.row("e", "he", 0, rate=0.01),
    ]
    view = tuning_view(tuned(extensions=0), "quick", rows)
    assert view["values"] == ["0.01", "0.1"]
    arm, untried = view["arms"]
    assert arm["chosen"] == "0.01"
    assert arm["cells"] == [
        {"text": "1.5", "note": "", "chosen": True},
        {"text": "∞", "note": "1 of 2 diverged", "chosen": False},
    ]
    assert untried["chosen"] == MISSING
    assert untried["cells"] == [{"text": MISSING, "note": "", "chosen": False}] * 2


def test_tuning_that_failed_is_not_called_diverged_and_has_no_mean():
    rows = [
        samples.row("e", "he", 1000, "tune", 0.01),
        samples.row("e", "he", 1001, "tune", 0.01, status="error", metrics={}),
    ]
    arm, _ = tuning_view(tuned(extensions=0), "quick", rows)["arms"]
    failed = {"text": MISSING, "note": "1 of 2 failed", "chosen": False}
    assert arm["cells"][0] == failed


def test_tuning_shows_the_values_by_which_a_range_was_extended():
    rows = samples.rows_of("e91_first")
    view = tuning_view(tuned(extensions=1), "quick", rows)
    assert view["values"] == ["0.0001", "0.001", "0.01", "0.1"]
    cells = view["arms"][0]["cells"]
    assert [cell["text"] for cell in cells] == [MISSING, MISSING, "10.3", "10.3"]
    assert view["arms"][0]["chosen"] == MISSING


def tuned(extensions):
    tuning = Tuning("learning_rate", (0.01, 0.1), "loss", 2, extensions)
    scale = dataclasses.replace(EXPERIMENT.scales["quick"], tuning=tuning)
    return dataclasses.replace(EXPERIMENT, scales={"quick": scale})


def test_nothing_tuned_is_nothing_shown():
    assert tuning_view(EXPERIMENT, "paper", []) is None
    assert tuning_view(untuned(EXPERIMENT), "quick", []) is None


def test_failures_are_counted_with_their_reason():
    assert view_of()["failures"] == [
        ("xavier", "diverged", "loss is not finite", 1),
    ]


def test_facts_say_how_many_seeds_were_declared():
    assert ("Seeds", "5 of 5 declared") in view_of()["facts"]
    assert ("Compute", "27 s") in view_of()["facts"]


def test_tuning_is_drawn_and_names_the_values_at_which_seeds_decide():
    rows = [
        samples.row("e", "he", 1000 + i, "tune", rate, metrics={"loss": loss})
        for rate, losses in ((0.01, (1, 2)), (0.1, (1, None)), (1.0, (1, 2)))
        for i, loss in enumerate(losses)
    ]
    view = tuning_view(tuned(extensions=0), "quick", rows)
    assert view["dangers"] == [("he", "0.1", "∞")]
    assert view["drawing"].svg.startswith("<svg")
    assert tuning_view(tuned(extensions=0), "quick", [])["drawing"] == (None, None)


def test_advice_is_grouped_by_how_it_stands():
    judged = samples.judge_all(samples.EXPERIMENTS, "quick", samples.ROWS)
    groups = defaults_view(samples.DEFAULTS, judged)
    found = {standing: [view["do"] for view in views] for standing, _, views in groups}
    assert found == {
        "supported": ["Start anyhow."],
        "contested": ["Start with its weights."],
        "open": ["Start with `MSRA()`."],
    }
    assert [claim["name"] for claim in groups[1][2][0]["claims"]] == [
        "lower",
        "hostile",
    ]


def test_profiles_are_drawn_with_a_line_per_value_the_best_first():
    faster = samples.claim(
        "faster", "It is.", TimeRatio(better="he", worse="xavier", metric="loss",
                                      margin=1.0)
    )  # fmt: skip
    experiment = samples.experiment("e91_first", [faster], None)
    settings = {arm.name: {"depth": 30, **arm.settings} for arm in experiment.arms}
    rows = [
        samples.row("e91_first", arm, seed, loss=loss, settings=settings[arm])
        for arm, loss in (("xavier", 3.0), ("he", 1.0))
        for seed in range(3)
    ]
    (view,) = profile_views([untuned(experiment)], "quick", rows)
    assert (view["setting"], view["num_problems"]) == ("scale", 3)
    assert view["sources"] == [("e91_first", "He against Xavier, e91_first")]
    assert [(line["value"], line["fastest"]) for line in view["lines"]] == [
        ("2.0", "100 %"),
        ("1.0", "0 %"),
    ]
    assert view["lines"][1]["within"] == view["lines"][1]["ever"] == "100 %"
    assert view["drawing"].svg.startswith("<svg")


def untuned(experiment):
    scale = dataclasses.replace(experiment.scales["quick"], tuning=None)
    return dataclasses.replace(experiment, scales={"quick": scale})
