"""A trial as one flat row."""

from __future__ import annotations

import math

import numpy as np

from keras_nntricks.search._results.project import is_finite

FIRST = ("trial_id", "stage", "status", "score", "score_error", "best_step")
COLUMNS = (*FIRST, "epochs", "seconds")
LAST = ("aborted", "verdict")
_FAILED = ("FAILED", "INVALID")
_WITHOUT_MESSAGE = ("rule", "where", "symptom")


def rows_of(project):
    """One dict per trial, all with the same keys in the same order."""
    names = _names(project)
    return [_row(trial, project, names) for trial in project.trials]


def _names(project):
    """Hyperparameters in the order of the space; Keras Tuner's own are left out."""
    told = [entry["config"]["name"] for entry in project.space]
    used = [name for trial in project.trials for name in trial.settings]
    return [n for n in dict.fromkeys((*told, *used)) if not n.startswith("tuner/")]


def column(name):
    """The column of a hyperparameter; one that is called as ours is set apart."""
    return f"hp/{name}" if name in (*COLUMNS, *LAST) else name


def _row(trial, project, names):
    state, executions = trial.state, trial.executions
    scored = state["score"] is not None
    return {
        "trial_id": trial.trial_id,
        "stage": _stage(trial),
        "status": state.get("status"),
        "score": state["score"],
        "score_error": _told_error(state, project) or _standard_error(trial, project),
        "best_step": state.get("best_step") if scored else None,
        "epochs": _epochs(trial),
        "seconds": sum(e["seconds"] for e in executions) if executions else None,
        **{column(name): trial.settings.get(name) for name in names},
        "aborted": _aborted(state, executions),
        "verdict": _first_verdict(executions),
    }


def _stage(trial):
    stage = (trial.record or {}).get("stage")
    rungs = (trial.settings.get(f"tuner/{name}") for name in ("stage", "round"))
    return next((s for s in (stage, *rungs) if s is not None), None)


def _epochs(trial):
    """Epochs trained, over all executions; one execution where nothing was recorded."""
    if trial.executions:
        return sum(_length(e["history"]) for e in trial.executions)
    last = trial.settings.get("tuner/epochs")
    if last is None or trial.state["score"] is None:
        return None
    return last - trial.settings.get("tuner/initial_epoch", 0)


def _length(history):
    return max(map(len, history.values()), default=0)


def _told_error(state, project):
    """The standard error that a cross-validation wrote, or None."""
    name = f"{project.objective}_standard_error"
    seen = state["metrics"]["metrics"].get(name, {}).get("observations") or [None]
    value = seen[0]["value"][0] if seen[0] else None
    return value if is_finite(value) else None


def _standard_error(trial, project):
    pick = np.min if project.direction == "min" else np.max
    histories = [e["history"].get(project.objective) or [] for e in trial.executions]
    known = [[v for v in history if is_finite(v)] for history in histories]
    if len(known) < 2 or not all(known):
        return None
    best = [pick(values) for values in known]
    return float(np.std(best, ddof=1) / math.sqrt(len(best)))


def _aborted(state, executions):
    reasons = [e["aborted"] for e in executions if e.get("aborted")]
    if reasons:
        return reasons[0]
    said = (state.get("message") or "").strip()
    if state.get("status") not in _FAILED:
        return None
    return said.splitlines()[-1] if said else "failed without a message"


def _first_verdict(executions):
    verdicts = [v for e in executions for v in e.get("verdicts") or []]
    if not verdicts:
        return None
    # The message of a monitor's verdict begins with place and symptom.
    names = ("rule", "message") if verdicts[0].get("message") else _WITHOUT_MESSAGE
    parts = (verdicts[0].get(name) for name in names)
    return ": ".join(part for part in parts if part)
