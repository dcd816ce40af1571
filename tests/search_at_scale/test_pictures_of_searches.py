"""Figures and pages of searches whose files were written by hand."""

import math
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from keras_nntricks import search
from tests.search_at_scale.written_searches import (
    execution,
    number,
    random_search,
    record,
    trial,
    write_search,
)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return random_search(tmp_path_factory.mktemp("search"))


@pytest.fixture(scope="module")
def html(folder):
    return search.search_report(folder, "Mine & <yours>")


def drawn(folder, what):
    ax = Figure().subplots()
    search.plot_search(folder, what, ax)
    return ax


def test_a_logarithmic_axis_places_decades_evenly(folder):
    ax = drawn(folder, "rate")
    assert [t.get_text() for t in ax.get_xticklabels()] == [
        "1e-4",
        "0.001",
        "0.01",
        "0.1",
        "1",
    ]
    assert np.allclose(ax.get_xticks(), [0, 0.25, 0.5, 0.75, 1])


def test_categories_are_ticks_and_dollars_are_no_formulas(folder):
    texts = [t.get_text() for t in drawn(folder, "kind").get_xticklabels()]
    assert texts == ["a<b", r"\$c\$", "ddddddd\N{HORIZONTAL ELLIPSIS}ddddddd"]


def test_each_trial_is_a_mark_and_lost_ones_are_crosses_beyond_the_bad_end(folder):
    ax = drawn(folder, "rate")
    lost = [line for line in ax.lines if line.get_marker() == "x"]
    assert len(lost) == 8
    assert all(line.get_ydata()[0] > 1 for line in lost)
    others = [line for line in ax.lines if line.get_marker() in "o*"]
    assert len(others) == 56
    assert all(0 <= line.get_ydata()[0] <= 1 for line in others)


@pytest.mark.parametrize(
    ("best_rate", "edge"), [(1.0, "high"), (1e-4, "low"), (1e-2, "")]
)
def test_the_end_at_which_the_best_crowd_is_marked(tmp_path, best_rate, edge):
    folder = random_search(tmp_path, best_rate=best_rate)
    title = drawn(folder, "rate").get_title()
    assert title == (f"the best crowd at the {edge} end" if edge else "")


def test_a_page_advises_to_widen_a_range(tmp_path):
    page = search.search_report(random_search(tmp_path, 24, best_rate=1e-4))
    assert "crowd at the low end of <code>rate</code>: widen its range" in page


def test_few_whole_numbers_are_no_edge_by_chance(folder):
    assert drawn(folder, "units").get_title() == ""


def test_the_budget_is_counted_in_epochs_and_the_best_never_gets_worse(folder):
    ax = drawn(folder, "budget")
    assert ax.get_xlabel() == "epochs spent"
    (line,) = [line for line in ax.lines if len(line.get_xdata()) > 1]
    assert list(line.get_xdata()) == list(range(2, 130, 2))
    scores = np.array(
        [
            math.nan if row["aborted"] else row["score"]
            for row in search.results_table(folder)
        ]
    )
    low, high = np.nanmin(scores), np.nanmax(scores)
    best = np.fmin.accumulate(scores)
    log = high > 20 * low
    scaled = (
        np.log(best / low) / np.log(high / low) if log else (best - low) / (high - low)
    )
    assert np.allclose(line.get_ydata(), scaled)


def test_the_best_so_far_begins_with_the_first_score(tmp_path):
    space = [number("rate", 1e-4, 1.0)]
    lost = record(execution([None], aborted="it is NaN"))
    trials = [trial("0", {"rate": 0.5}, 9.0, record=lost)]
    trials += [trial(str(i), {"rate": 0.1 * i}, 3.0 - i) for i in (1, 2)]
    ax = drawn(write_search(tmp_path, space, trials), "budget")
    assert ax.get_xlabel() == "trials (epochs were not recorded)"
    (line,) = [line for line in ax.lines if len(line.get_xdata()) > 1]
    assert np.isnan(line.get_ydata()[0])
    assert list(line.get_ydata()[1:]) == [1.0, 0.0]


def test_importance_finds_what_matters_and_greys_the_rest(folder):
    ax = drawn(folder, "importance")
    names = [t.get_text() for t in ax.get_yticklabels()]
    bars = dict(zip(names, ax.patches, strict=True))
    assert names[-1] == "rate"
    blue = bars["rate"].get_facecolor()
    assert bars["rate"].get_width() > 0.5
    grey = [name for name in names if bars[name].get_facecolor() != blue]
    assert len(grey) >= 3


def test_importance_is_not_shown_of_few_trials(tmp_path):
    folder = random_search(tmp_path, 20)
    ax = drawn(folder, "importance")
    assert not ax.patches
    assert "needs 25 finished trials" in ax.texts[0].get_text()
    assert "it takes 25" in search.search_report(folder)


def test_parallel_axes_have_a_line_per_trial_and_a_place_for_what_is_not_used(folder):
    ax = drawn(folder, "parallel")
    lines = [line for line in ax.lines if len(line.get_xdata()) == 6]
    assert len(lines) == 64
    unused = [line for line in lines if line.get_ydata()[4] < 0]
    rows = search.results_table(folder)
    assert len(unused) == sum(row["momentum"] is None for row in rows)
    assert "not used" in [text.get_text() for text in ax.texts]


def test_stages_have_colours_of_their_own(tmp_path):
    ax = drawn(random_search(tmp_path, stages=True), "parallel")
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    assert texts[:3] == ["stage 0", "stage 1", "stage 2"]
    colours = {line.get_color() for line in ax.lines if len(line.get_xdata()) == 6}
    assert len(colours) == 4  # Three stages, and red.


def test_all_pictures_make_one_figure(tmp_path):
    figure = search.plot_search(random_search(tmp_path, 12))
    assert isinstance(figure, Figure)
    assert len(figure.axes) == 1 + 2 + 6


def test_what_there_is_to_draw_is_told(folder, tmp_path):
    with pytest.raises(ValueError, match="'budget', 'importance', 'rate', 'units'"):
        search.plot_search(folder, "learning_rate")
    with pytest.raises(ValueError, match="`ax`"):
        search.plot_search(folder, ax=Figure().subplots())
    empty = write_search(tmp_path, [number("rate", 1e-4, 1.0)], [])
    with pytest.raises(ValueError, match="at least one score"):
        search.plot_search(empty)


def test_a_page_begins_with_the_count_and_the_best(html):
    assert "64 trials of 5 hyperparameters, 8 aborted or failed." in html
    assert "128 epochs were trained. Best val_loss: " in html


def test_a_page_escapes_and_loads_nothing(html):
    assert "<h1>Mine &amp; &lt;yours&gt;</h1>" in html
    assert "a&lt;b" in html
    assert "a<b" not in html
    assert "<script" not in html
    assert "://" not in html.replace("http://www.w3.org/", "")


def test_a_page_tells_why_trials_were_lost(html):
    assert '<td data-label="trials">8</td>' in html
    assert "the loss is not finite" in html


def lost(index, why):
    done = record(execution([None], aborted=why))
    return trial(f"{index:02d}", {"rate": 0.5}, 9.0, record=done)


def test_losses_that_differ_in_numbers_alone_are_one_line(tmp_path):
    said = [f"loss is nan in epoch {i}" for i in (1, 2)]
    said += [f"the cost {i}e+04 at step {i} is above 3 times it" for i in (1, 2, 3)]
    said += [f"reason {'abcdefghijkl'[i]}" for i in range(12)]
    trials = [lost(i, why) for i, why in enumerate(said)]
    trials.append(trial("99", {"rate": 0.1}, 1.0))
    page = search.search_report(
        write_search(tmp_path, [number("rate", 0.1, 1)], trials)
    )
    cells = re.findall(r'data-label="(?:trials|why)">([^<]*)<', page)
    assert cells[:4] == [
        "3",
        "the cost 1e+04 at step 1 is above 3 times it; 2 more like it",
        "2",
        "loss is nan in epoch 1; 1 more like it",
    ]
    assert cells[4:6] == ["1", "reason a"]
    assert cells[-2:] == ["2", "for other reasons"]


def staged_search(folder, best_rate, later_rates):
    """Stage 0 draws from all; stage 1 near the best, `other` from its low end."""
    rng = np.random.default_rng(1)
    space = [number("rate", 1e-4, 1.0), number("other", 0.0, 1.0, "linear")]
    trials = []
    for index in range(64):
        stage = index // 48
        rate = 10 ** rng.uniform(*(np.log10(later_rates) if stage else (-4, 0)))
        values = {"rate": float(rate), "other": float(rng.random() / (1 + 19 * stage))}
        # More epochs make the later stage better, whatever its values.
        score = float(abs(np.log10(rate / best_rate)) + 1 + 0.1 * rng.random() - stage)
        done = record(execution([score]), stage=stage)
        trials.append(trial(f"{index:02d}", values, score, record=done))
    return write_search(folder, space, trials)


def test_what_later_stages_were_told_is_no_finding(tmp_path):
    folder = staged_search(tmp_path, 1e-2, (5e-3, 2e-2))
    assert drawn(folder, "other").get_title() == ""
    page = search.search_report(folder)
    assert "widen" not in page
    assert "From 48 trials of stage 0" in page
    ax = drawn(folder, "importance")
    blue = [bar.get_facecolor() for bar in ax.patches]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["other", "rate"]
    assert blue[0] != blue[1]


@pytest.mark.parametrize(
    ("later_rates", "title"),
    [((0.3, 3.0), ""), ((0.1, 0.5), "the best of stage 0 crowd at the high end")],
)
def test_an_end_that_a_stage_went_beyond_is_widened_already(
    tmp_path, later_rates, title
):
    ax = drawn(staged_search(tmp_path, 1.0, later_rates), "rate")
    assert ax.get_title() == title


def test_a_search_without_hyperparameters_is_drawn(tmp_path):
    done = record(execution([1.0]))
    trials = [trial(f"{i:02d}", {}, 1.0 + i, record=done) for i in range(20)]
    figure = search.plot_search(write_search(tmp_path, [], trials))
    assert len(figure.axes) == 3
    assert "No hyperparameter" in figure.axes[2].texts[0].get_text()
    assert "No hyperparameter has more than one" in search.search_report(tmp_path)


def test_a_page_of_a_search_that_has_just_begun(tmp_path):
    running = trial("0", {"rate": 0.2}, None, "RUNNING")
    folder = write_search(tmp_path, [number("rate", 1e-4, 1.0)], [running])
    page = search.search_report(folder)
    assert "0 trials of 1 hyperparameter, 1 still running." in page
    assert "No trial has a score yet." in page


def test_a_page_of_no_trials(tmp_path):
    folder = write_search(tmp_path, [number("rate", 1e-4, 1.0)], [])
    assert "0 trials of 1 hyperparameter." in search.search_report(folder)
