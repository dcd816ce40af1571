"""The directory of a search, as Keras Tuner and this package write it."""

from __future__ import annotations

import contextlib
import json
import math
import pathlib
import time
from typing import NamedTuple

from keras_nntricks.search._json_file import read_json
from keras_nntricks.search._trial_record import read_record

_ATTEMPTS, _PAUSE = 5, 0.05  # A running search may be in the middle of a write.


class Trial(NamedTuple):
    """One trial: what Keras Tuner stored, and its `record.json` or None."""

    state: dict
    record: dict | None

    @property
    def trial_id(self):
        """The name of the trial."""
        return self.state["trial_id"]

    @property
    def settings(self):
        """Hyperparameter -> value."""
        return self.state["hyperparameters"]["values"]

    @property
    def executions(self):
        """The executions of the record, or none."""
        return (self.record or {}).get("executions", [])


class Project(NamedTuple):
    """A search; `direction` is "min" or "max", `space` holds Keras Tuner's configs."""

    path: pathlib.Path
    objective: str | None
    direction: str
    space: list
    trials: list


def read_project(search):
    """The project of a tuner or of a directory; a running search may be read, too."""
    path, objective = _place_of(search)
    oracle_file = path / "oracle.json"
    folders = sorted(path.glob("trial_*/"))
    if not (objective or folders or oracle_file.exists()):
        raise FileNotFoundError(_nothing_in(path))
    trials = [_read_trial(f) for f in folders if (f / "trial.json").exists()]
    oracle = _patiently(oracle_file) if oracle_file.exists() else {}
    trials = _in_order(trials, oracle)
    name, direction = objective or _inferred_objective(trials)
    return Project(path, name, direction, _space_of(oracle, trials), trials)


def _place_of(search):
    oracle = getattr(search, "oracle", None)
    if oracle is None:
        return pathlib.Path(search), None
    objective = oracle.objective
    return pathlib.Path(search.project_dir), (objective.name, objective.direction)


def _nothing_in(path):
    projects = sorted(p.parent.name for p in path.glob("*/oracle.json"))
    hint = f" It holds projects: {', '.join(projects)}; name one." if projects else ""
    return (
        f"`search` must be a tuner or the project directory of one "
        f"(`directory/project_name`), with oracle.json and trial_* inside. "
        f"Received: search={str(path)!r}.{hint}"
    )


def _patiently(path):
    """The content of a JSON file of Keras Tuner, which does not write in one step."""
    for _ in range(_ATTEMPTS - 1):
        with contextlib.suppress(ValueError):
            return read_json(path)
        time.sleep(_PAUSE)
    return read_json(path)


def _read_trial(folder):
    state = _patiently(folder / "trial.json")
    missing = {"trial_id", "hyperparameters", "metrics", "score"} - {*state}
    if missing:
        raise ValueError(
            f"{folder / 'trial.json'} is not a trial of Keras Tuner: "
            f"it lacks {', '.join(sorted(missing))}."
        )
    return Trial(state, read_record(folder))


def _in_order(trials, oracle):
    started = oracle.get("start_order", [])
    order = {trial_id: place for place, trial_id in enumerate(started)}
    return sorted(trials, key=lambda t: order.get(t.trial_id, len(order)))


def _space_of(oracle, trials):
    spaces = [oracle.get("hyperparameters", {})]
    spaces += [trial.state["hyperparameters"] for trial in trials]
    found = [entry for space in spaces for entry in space.get("space", [])]
    return list({json.dumps(entry, sort_keys=True): entry for entry in found}.values())


def _inferred_objective(trials):
    """The metric that is the score of every trial; a directory does not name it."""
    scored = [t.state for t in trials if is_finite(t.state["score"])]
    names = [_metrics_like_score(state) for state in scored]
    shared = [name for name in (names or [[]])[0] if all(name in n for n in names)]
    if not shared:
        return None, "min"  # Keras Tuner minimizes a sum of objectives.
    name = max(shared, key=lambda n: (n.startswith("val_"), n))
    return name, scored[0]["metrics"]["metrics"][name]["direction"]


def _metrics_like_score(state):
    return [
        name
        for name, metric in state["metrics"]["metrics"].items()
        if any(_mean(o["value"]) == state["score"] for o in metric["observations"])
    ]


def _mean(values):
    return sum(values) / len(values) if values else math.nan


def is_finite(value):
    """Whether a score is a number that can be drawn."""
    return value is not None and math.isfinite(value)
