"""The tables of made rows."""

import pytest

from benchmarks.layers import table
from tests.benchmarks.layers.made_rows import made_row


def test_time_shows_the_median_its_spread_and_the_target():
    # Ratios 1.0, 1.1, 1.5: quarter points 1.05 and 1.3.
    shown = table.tables([made_row()])
    assert (
        "| `CELU` | keras ELU | 4, 3 |  |  | 1.10 (1.05 to 1.30), 1.15 met |" in shown
    )


def test_a_missed_target_is_shown_as_missed():
    assert "1.05 **missed**" in table.tables([made_row(target=1.05)])


def test_without_a_target_only_the_ratio_is_shown():
    shown = table.tables([made_row(target=None)])
    assert "| 1.10 (1.05 to 1.30) |" in shown
    assert "met" not in shown.split("###")[1]


def test_memory_shows_the_ratio_and_both_peaks():
    assert "1.50 (3.0 / 2.0 MiB)" in table.tables([made_row()])


def test_memory_that_was_not_measured_stays_empty():
    unknown = {"ours": None, "reference": None}
    shown = table.tables([made_row(peak_bytes=unknown)])
    assert "| `CELU` | keras ELU | 4, 3 |  |  |  |  |" in shown


def test_the_machine_and_the_versions_are_named():
    last = table.tables([made_row()]).splitlines()[-1]
    assert last == (
        "- JAX: a processor, 2 cores, cpu; keras 3.15.1, jax 0.10.2, python 3.11; "
        "3 rounds; load average 0.2 to 0.8"
    )


MARKS = (table.BEGIN, table.END)


def test_the_page_gets_the_tables_between_its_marks(tmp_path):
    page = tmp_path / "speed.md"
    page.write_text(f"# Speed\n\n{table.BEGIN}\nold\n{table.END}\n\nAfter.\n")
    table.write_into(page, "new", MARKS)
    assert page.read_text() == (
        f"# Speed\n\n{table.BEGIN}\n\nnew\n\n{table.END}\n\nAfter.\n"
    )
    assert table.shown(page.read_text()) == "new"


def test_a_page_without_marks_is_refused(tmp_path):
    page = tmp_path / "speed.md"
    page.write_text("# Speed")
    with pytest.raises(ValueError, match="The page must hold the lines"):
        table.write_into(page, "new", MARKS)
    assert page.read_text() == "# Speed"
