"""The table, the figure, the page."""

import re

import numpy as np
import pytest

from keras_nntricks import checks

CURVES = {"losses": np.array([2.0, 0.5, 0.1])}
RATES = {
    "rates": np.array([1e-3, 1e-2, 1e-1]),
    "losses": np.array([2.0, 1.0, np.nan]),
    "smoothed": np.array([2.0, 1.5]),
    "suggestion": 1e-3,
    "rate": 0.01,
}


def _report(status="ok"):
    return checks.PreflightReport(
        (
            checks.CheckResult("shapes", "ok", "<b>targets</b>", "same"),
            checks.CheckResult("initial_loss", status, "9", "2.3", "Scale it."),
            checks.CheckResult("overfit_batch", "ok", "0.1", "0.1", numbers=CURVES),
            checks.CheckResult("learning_rate_range", "warning", numbers=RATES),
        )
    )


def test_only_a_failed_check_changes_the_exit_status():
    assert (_report().ok, _report().exit_status) == (True, 0)
    assert (_report("warning").ok, _report("not run").exit_status) == (True, 0)
    assert (_report("failed").ok, _report("failed").exit_status) == (False, 1)


def test_the_table_has_aligned_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    lines = str(_report("failed")).splitlines()
    starts = {line.index("measured") for line in lines if "measured" in line}
    assert len(starts) == 1
    assert lines[2].strip() == "Try: Scale it."
    assert lines[-1] == "2 ok, 1 warning, 1 failed"


def test_a_check_is_found_by_its_name():
    assert _report()["shapes"].expected == "same"
    with pytest.raises(KeyError, match="no_such"):
        _report()["no_such"]


def test_the_figure_shows_what_was_trained():
    panels = _report().plot().axes
    assert [panel.get_xlabel() for panel in panels] == ["step", "learning rate"]
    assert panels[0].lines[0].get_ydata().tolist() == [2.0, 0.5, 0.1]
    assert len(checks.PreflightReport(()).plot().axes[0].lines) == 0


def test_losses_that_are_not_finite_can_be_drawn():
    lost = {**RATES, "losses": np.full(3, np.nan), "smoothed": np.array([])}
    results = (checks.CheckResult("learning_rate_range", "warning", numbers=lost),)
    assert len(checks.PreflightReport(results).plot().axes) == 1


def test_the_range_is_drawn_down_to_its_lowest_loss():
    fallen = {**RATES, "losses": np.array([2.0, 0.1, 900.0])}
    fallen["smoothed"] = np.array([2.0, 1.5, 1.4])
    results = (checks.CheckResult("learning_rate_range", "ok", numbers=fallen),)
    low, high = checks.PreflightReport(results).plot().axes[0].get_ylim()
    assert low < 0.1 < 2 < high < 10


def test_the_page_shows_code_and_leaves_empty_cells_out(tmp_path):
    path = tmp_path / "checks.html"
    result = checks.CheckResult("shapes", "not run", "a `train_step` of its own")
    checks.PreflightReport((result,)).report(path)
    html = path.read_text()
    assert "a <code>train_step</code> of its own" in html
    assert '<td data-label="try" class="none"></td>' in html


def test_the_page_is_complete_and_escaped(tmp_path):
    path = tmp_path / "checks.html"
    _report("failed").report(path)
    html = path.read_text()
    assert "&lt;b&gt;targets&lt;/b&gt;" in html
    assert "Scale it." in html
    assert html.count("<svg") == 2
    assert not re.search(r"(src|href)=.https?:", html)
