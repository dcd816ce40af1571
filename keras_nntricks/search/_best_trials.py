"""Which trials of a stage say where to look next."""

import math
import statistics

from keras_nntricks.search._robust_oracle import ABORTED


def best_trials(trials, keep, direction):
    """At most `keep` trials, the best first; none nearer to the median than to it."""
    sign = -1 if direction == "max" else 1
    good = [trial for trial in trials if _is_good(trial)]
    good.sort(key=lambda trial: (sign * trial.score, trial.trial_id))
    if not good:
        return []
    best, median = good[0].score, statistics.median(trial.score for trial in good)
    near = [t for t in good if abs(t.score - best) <= abs(t.score - median)]
    return near[:keep]


def _is_good(trial):
    metrics, score = trial.metrics, trial.score
    aborted = metrics.exists(ABORTED) and metrics.get_best_value(ABORTED)
    completed = trial.status == "COMPLETED" and score is not None
    return completed and math.isfinite(score) and not aborted
