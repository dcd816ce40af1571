"""What a trial did, epoch by epoch: `record.json` in the folder of the trial.

One JSON object:

    {"trial_id", "status", "stage": null | int,
     "executions": [{"execution", "fold": null | int, "seed", "initial_epoch",
                     "history": {log: [value | null per epoch]}, "seconds",
                     "aborted": null | "the reason in words",
                     "verdicts": [{"rule", "severity", "message", ...}]}]}

A value that is not finite is null, and so is that of an epoch without one, as the
validation logs have with `validation_freq`. A log with several values per epoch, as a
score per class, has a list for each.
"""

import dataclasses
import math
import pathlib

import numpy as np

from keras_nntricks.search._json_file import read_json, write_json

RECORD = "record.json"
_PREFIX = "trial_"


def write_record(folder, record):
    """Writes the record of a trial into its folder, in one step."""
    write_json(pathlib.Path(folder) / RECORD, record)


def read_record(folder):
    """The record of the trial of this folder; None if it wrote none yet."""
    path = pathlib.Path(folder) / RECORD
    return read_json(path) if path.is_file() else None


def read_records(project_dir):
    """Trial id -> record, for each trial of a search that has one."""
    folders = sorted(pathlib.Path(project_dir).glob(f"{_PREFIX}*"))
    records = {f.name.removeprefix(_PREFIX): read_record(f) for f in folders}
    return {trial_id: record for trial_id, record in records.items() if record}


def execution_entry(
    execution, seed, history, seconds, aborted, fold=None, initial_epoch=0, verdicts=()
):
    """One execution, as it stands in a record."""
    return {
        "execution": execution,
        "fold": fold,
        "seed": seed,
        "initial_epoch": initial_epoch,
        "history": recorded_history(history),
        "seconds": seconds,
        "aborted": aborted,
        "verdicts": list(verdicts),
    }


def recorded_history(history):
    """`{log: values}` as it stands in a record: all as long as the longest."""
    longest = max(map(len, history.values()), default=0)
    return {
        name: [_finite(v) for v in values] + [None] * (longest - len(values))
        for name, values in history.items()
    }


def _finite(value):
    """Floats, null if not finite; a list of these for an array."""
    if value is None:
        return None
    if np.ndim(value):
        return [_finite(part) for part in value]
    value = float(value)
    return value if math.isfinite(value) else None


def scalar_logs(history):
    """Those logs that have one value per epoch."""
    return {
        name: values
        for name, values in history.items()
        if not any(np.ndim(value) for value in values if value is not None)
    }


def recorded_verdict(verdict):
    """A verdict of `keras_nntricks.monitors`: its fields, and itself in words."""
    fields = dataclasses.asdict(verdict) if dataclasses.is_dataclass(verdict) else {}
    return {**_plain(fields), "message": str(verdict)}


def _plain(value):
    """What JSON can say of a value."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    try:
        return _finite(value)
    except (TypeError, ValueError):
        return str(value)


def finished_histories(project_dir, besides=None):
    """The histories of the trials that ended, one per execution.

    A list of `{log: [value per epoch]}`, as far as an aborted one came; NaN where a
    value is missing: not finite, or of an epoch before the one at which the execution
    began.
    """
    return [
        _whole(execution)
        for trial_id, record in read_records(project_dir).items()
        if trial_id != besides and record["status"] == "COMPLETED"
        for execution in record["executions"]
    ]


def _whole(execution):
    before = [math.nan] * (execution.get("initial_epoch") or 0)
    return {
        name: before + [math.nan if v is None else v for v in values]
        for name, values in execution["history"].items()
    }
