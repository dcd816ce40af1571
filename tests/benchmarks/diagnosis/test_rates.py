"""Counts and tables of rows that were made by hand."""

import re

import pytest

from benchmarks.diagnosis import page, rates
from benchmarks.diagnosis.found import found
from benchmarks.diagnosis.tables import share, tables


def _row(fault, number, went_well, rules=(), is_faulty=False):
    cell = {"part": "held-out", "fault": fault, "number": number}
    return {
        "cell": {**cell, "is_faulty": is_faulty},
        "went_well": went_well,
        "layers": ["hidden_0"],
        "verdicts": [[rule, "hidden_0", 0] for rule in rules],
        "backend": "torch",
        "environment": {"keras": "3.15.1", "torch": "2.9.0"},
    }


ROWS = [
    _row("frozen", 0, True),
    _row("frozen", 0, True, ["frozen-by-accident"], True),
    _row("frozen", 1, True, ["plateau", "plateau", "dead-units"]),
    _row("frozen", 1, False, ["plateau"], True),
    _row("frozen", 2, False, ["plateau"]),
    _row("frozen", 2, False, [], True),
    _row("rate-too-high", 0, True),
    _row("rate-too-high", 0, False, ["learning-rate-too-high"], True),
    _row("rate-too-high", 1, True),
    _row("rate-too-high", 1, True, [], True),
]


def test_only_healthy_runs_that_went_well_can_have_false_alarms():
    assert rates.alarmed(ROWS) == (1, 4)
    assert rates.alarms_by_rule(ROWS) == {"plateau": 1, "dead-units": 1}


def test_a_fault_counts_where_it_did_harm_and_its_twin_is_healthy():
    assert rates.detected(ROWS) == (2, 3)
    assert rates.by_fault(ROWS)["frozen"] == (1, 2)
    assert rates.by_fault(ROWS)["rate-too-high"] == (1, 1)
    assert [row["cell"]["number"] for row in rates.overcome(ROWS)] == [1]


def test_found_is_what_names_the_cause_or_a_layer_that_was_hit():
    faulty = _row("frozen", 0, True, ["frozen-by-accident"], True)
    assert found(faulty)
    assert not found({**faulty, "layers": ["hidden_1"]})
    assert not found(_row("frozen", 0, True, ["plateau"], True))
    assert found(_row("frozen", 0, True)) is None


def test_a_later_row_of_a_cell_takes_the_place_of_an_earlier_one():
    again = _row("frozen", 1, False, ["frozen-by-accident"], True)
    assert rates.detected(rates.newest([*ROWS, again])) == (3, 3)


def test_the_confusion_matrix_holds_shares_of_runs():
    shares = rates.confusion(ROWS)
    assert shares["healthy", "plateau"] == 0.25
    assert shares["frozen", "frozen-by-accident"] == 0.5
    assert shares["rate-too-high", "learning-rate-too-high"] == 1.0


def test_a_share_has_its_interval():
    # Wilson, 1927: (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n) by hand.
    assert share(19, 20) == "19 of 20, 95.0 % (76.4 to 99.1)"
    assert share(0, 0) == "-"


def test_the_tables_say_what_was_found_and_with_which_versions():
    text = tables(ROWS)
    assert re.search(r"\| faults found \|( - \|){3} 2 of 3, 66.7 %", text)
    assert re.search(r"\| healthy runs with an alarm \|( - \|){3} 1 of 4, 25.0 %", text)
    assert re.search(r"\| `dead-units` \| - \| - \| - \| 1 of 4", text)
    assert "10 runs with Keras 3.15.1 on torch 2.9.0." in text


def test_the_page_gets_the_tables_between_its_marks():
    text = f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n"
    made = text
    for _ in range(2):
        made = page.with_results(made, ROWS, "matrix.svg")
    assert made.startswith("before\n")
    assert made.endswith("\nafter\n")
    assert "old" not in made
    assert made.count("faults found") == 1
    assert made.count("(matrix.svg)") == 1


def test_the_figure_shows_each_kind_and_rule(tmp_path):
    pytest.importorskip("matplotlib")
    page.write_figure(ROWS, tmp_path / "matrix.svg")
    text = (tmp_path / "matrix.svg").read_text()
    assert all(f"<!-- {word} -->" in text for word in ("healthy", "frozen", "plateau"))
