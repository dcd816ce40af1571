"""Scores of folds: those of a trial, and whether its last folds can be spared."""

import math
import statistics

from keras_nntricks.search._robust_oracle import objective_names
from keras_nntricks.search._trial_record import read_records, scalar_logs


def best_score(entry, objective):
    """The best value of the objective over the epochs of a fold; NaN if it has none."""
    logs = best_logs(entry, objective)
    return logs[objective.name] if logs else math.nan


def best_logs(entry, objective):
    """The logs of the epoch with the best objective; None if no epoch has one."""
    history, names = scalar_logs(entry["history"]), objective_names(objective)
    rows = [
        dict(zip(history, row, strict=True))
        for row in zip(*history.values(), strict=True)
    ]
    rows = [row for row in rows if all(row[name] is not None for name in names)]
    if entry["aborted"] is not None or not rows:
        return None
    choose = max if objective.direction == "max" else min
    best = choose(rows, key=objective.get_value)
    return {**best, objective.name: objective.get_value(best)}


def mean_logs(entries, objective):
    """Log -> its mean over the folds, where each has one."""
    rows = [best_logs(entry, objective) for entry in entries]
    values = {name: [row.get(name) for row in rows] for name in rows[0]}
    return {n: statistics.fmean(v) for n, v in values.items() if None not in v}


def standard_error(scores):
    """The standard deviation of a mean of k scores: sd / sqrt(k)."""
    if len(scores) < 2:
        return 0.0
    return statistics.stdev(scores) / math.sqrt(len(scores))


def incumbent(project_dir, objective, besides):
    """The scores of the folds of the best trial that ran all of its folds, or None."""
    records = read_records(project_dir)
    whole = [
        [best_score(entry, objective) for entry in record["executions"]]
        for trial_id, record in records.items()
        if trial_id != besides and record["status"] == "COMPLETED"
        if record.get("folds", {}).get("cut", True) is None
    ]
    sound = [scores for scores in whole if all(map(math.isfinite, scores))]
    best = max if objective.direction == "max" else min
    return best(sound, key=statistics.fmean, default=None)


def hopeless(scores, best, direction):
    """Why the folds to come can be spared, in words; None if they cannot."""
    if best is None:
        return None
    mean = statistics.fmean(scores)
    worst = min(best) if direction == "max" else max(best)
    beaten = mean <= worst if direction == "max" else mean >= worst
    if not beaten:
        return None
    return (
        f"the mean of {len(scores)} fold(s), {mean:.6g}, is not better than the worst "
        f"fold of the best trial so far, {worst:.6g}"
    )
