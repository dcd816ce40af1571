"""Rows of searches whose files were written by hand."""

import csv
import json
import math

import pytest

from keras_nntricks import monitors, search
from keras_nntricks.search._trial_record import recorded_verdict
from tests.search_at_scale.written_searches import (
    choice,
    execution,
    number,
    random_search,
    record,
    trial,
    write_search,
)

RATE = [number("rate", 1e-4, 1.0)]
UNKNOWN = ("score_error", "epochs", "seconds", "stage", "aborted", "verdict")


def only_row(folder, *written, space=RATE):
    rows = search.results_table(write_search(folder, space, written))
    assert len(rows) == 1
    return rows[0]


def test_a_trial_of_keras_tuner_alone_has_what_it_stores(tmp_path):
    row = only_row(tmp_path, trial("0", {"rate": 0.1}, 0.5))
    assert row["trial_id"] == "0"
    assert row["status"] == "COMPLETED"
    assert row["score"] == 0.5
    assert row["best_step"] == 0
    assert row["rate"] == 0.1
    assert [row[name] for name in UNKNOWN] == [None] * len(UNKNOWN)


def test_a_record_adds_epochs_seconds_and_the_standard_error(tmp_path):
    executions = [
        execution([3.0, 1.0, 2.0], seconds=2.0),
        execution([3.0, 2.0], seconds=3.0),
        execution([3.0, None], seconds=4.0),
    ]
    row = only_row(
        tmp_path, trial("0", {"rate": 0.1}, 2.0, record=record(*executions, stage=1))
    )
    # The best of each: 1, 2, 3; their standard deviation is 1.
    assert row["score_error"] == pytest.approx(1 / math.sqrt(3))
    assert row["epochs"] == 7
    assert row["seconds"] == 9.0
    assert row["stage"] == 1


def test_an_execution_without_a_number_has_no_standard_error(tmp_path):
    executions = [execution([1.0]), execution([None])]
    row = only_row(tmp_path, trial("0", {}, 1.0, record=record(*executions)))
    assert row["score_error"] is None


def test_the_standard_error_of_a_cross_validation_is_taken_as_it_wrote_it(tmp_path):
    state, done = trial("0", {}, 1.0, record=record(execution([1.0]), execution([3.0])))
    seen = {"value": [0.25], "step": 0}
    metric = {"direction": "min", "observations": [seen]}
    state["metrics"]["metrics"]["val_loss_standard_error"] = metric
    assert only_row(tmp_path, (state, done))["score_error"] == 0.25


def test_reason_and_first_verdict_of_an_aborted_trial(tmp_path):
    verdicts = [
        {"rule": "loss-not-finite", "where": "loss", "symptom": "It is NaN."},
        {"rule": "other", "severity": "error", "message": "Later."},
    ]
    done = execution([None], aborted="the loss is not finite", verdicts=verdicts)
    row = only_row(tmp_path, trial("0", {"rate": 1.0}, 9.0, record=record(done)))
    assert row["aborted"] == "the loss is not finite"
    assert row["verdict"] == "loss-not-finite: loss: It is NaN."


def test_the_message_of_a_verdict_says_its_place_and_symptom_once(tmp_path):
    verdict = monitors.Verdict("dead", "No.", "dense", 4, 0, "9 of 9", "Lower it.")
    done = execution([1.0], verdicts=[recorded_verdict(verdict)])
    row = only_row(tmp_path, trial("0", {"rate": 1.0}, 1.0, record=record(done)))
    said = "dense: No. Since step 4 (epoch 1): 9 of 9. Try: Lower it."
    assert row["verdict"] == f"dead: {said}"


def test_a_failed_trial_tells_the_last_line_of_its_traceback(tmp_path):
    message = "Traceback\n  File x\nValueError: no such size\n"
    row = only_row(tmp_path, trial("0", {}, None, "FAILED", message))
    assert row["aborted"] == "ValueError: no such size"
    assert row["score"] is None
    assert row["best_step"] is None


def test_hyperband_tells_rungs_and_epochs_and_no_columns_of_its_own(tmp_path):
    values = {"rate": 0.1, "tuner/epochs": 9, "tuner/initial_epoch": 3}
    row = only_row(tmp_path, trial("0", {**values, "tuner/round": 1}, 0.5))
    assert row["epochs"] == 6
    assert row["stage"] == 1
    assert not [name for name in row if name.startswith("tuner")]


def test_a_hyperparameter_that_is_called_as_a_column_is_set_apart(tmp_path):
    space = [number("epochs", 1, 9, "linear", "Int", 1)]
    row = only_row(tmp_path, trial("0", {"epochs": 4}, 0.5), space=space)
    assert row["hp/epochs"] == 4
    assert row["epochs"] is None


def test_rows_come_in_the_order_of_their_beginning_and_fit_a_csv_file(tmp_path):
    space = [*RATE, choice("momentum", [0.5, 0.9], ["optimizer"])]
    written = [trial("a", {"rate": 0.1}, 1.0), trial("b", {"momentum": 0.5}, 2.0)]
    rows = search.results_table(
        write_search(tmp_path / "s", space, written, ["b", "a"])
    )
    assert [row["trial_id"] for row in rows] == ["b", "a"]
    assert rows[1]["momentum"] is None
    assert rows[0]["rate"] is None
    with open(tmp_path / "rows.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert (tmp_path / "rows.csv").read_text().count("\n") == 3


def test_a_search_that_runs_has_trials_without_a_score(tmp_path):
    running = trial("1", {"rate": 0.2}, None, "RUNNING")
    folder = write_search(tmp_path, RATE, [trial("0", {"rate": 0.1}, 1.0), running])
    (folder / "trial_2").mkdir()
    (folder / "oracle.json").unlink()
    rows = search.results_table(folder)
    assert [row["status"] for row in rows] == ["COMPLETED", "RUNNING"]
    assert rows[1]["aborted"] is None


def test_a_folder_without_a_search_is_refused_with_what_it_holds(tmp_path):
    write_search(tmp_path / "mine", RATE, [trial("0", {"rate": 0.1}, 1.0)])
    with pytest.raises(FileNotFoundError, match="It holds projects: mine; name one"):
        search.results_table(tmp_path)
    with pytest.raises(FileNotFoundError, match="must be a tuner or the project"):
        search.results_table(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["trial_00/trial.json", "trial_01/record.json"])
def test_a_damaged_file_is_named(tmp_path, name):
    folder = random_search(tmp_path, 3)
    (folder / name).write_text((folder / name).read_text()[:50])
    with pytest.raises(ValueError, match=name.split("/")[1]):
        search.results_table(folder)


def test_a_file_that_is_no_trial_is_named(tmp_path):
    folder = random_search(tmp_path, 3)
    (folder / "trial_02" / "trial.json").write_text(json.dumps({"trial_id": "2"}))
    with pytest.raises(ValueError, match=r"trial.json is not a trial .* lacks"):
        search.results_table(folder)
