"""From the logs of an execution to what Keras Tuner takes for its score."""

import math
import numbers

import keras
import keras_tuner
import numpy as np

from keras_nntricks.search._robust_oracle import ABORTED, objective_names
from keras_nntricks.search._trial_record import recorded_history, scalar_logs


def logs_of(results, objective):
    """What the `fit` of a hypermodel returned, as `{log: [value per epoch]}`."""
    if isinstance(results, keras.callbacks.History):
        logs = results.history
    elif isinstance(results, dict):
        logs = {name: [value] for name, value in results.items()}
    elif isinstance(results, numbers.Real):
        logs = {objective.name: [float(results)]}
    else:
        raise keras_tuner.errors.FatalTypeError(
            "`fit` of the hypermodel must return the History of `model.fit`, a dict or "
            f"a number. Received: {results!r}."
        )
    missing = [name for name in objective_names(objective) if name not in logs]
    if missing:
        raise keras_tuner.errors.FatalValueError(
            f"The objective {missing[0]!r} is not among the logs {sorted(logs)}. "
            "Validation logs need `validation_data` or `validation_split`, and a "
            "`validation_freq` that comes about; metrics have the names that "
            "`model.compile` gave them."
        )
    for name in objective_names(objective):
        _require_scalars(name, logs[name])
    return logs


def _require_scalars(name, values):
    for value in values:
        if np.ndim(value):
            raise keras_tuner.errors.FatalValueError(
                f"The objective {name!r} must be one number per epoch; it has "
                f'{np.size(value)}. A metric with `average=None` needs "macro", '
                '"micro" or "weighted" instead.'
            )


def abort_reason(history, callbacks, objective):
    """Why an execution does not count, in words, or None."""
    told = (getattr(callback, ABORTED, None) for callback in callbacks)
    names = ("loss", *objective_names(objective))
    diverged = (_divergence(name, history.get(name)) for name in names)
    return next((str(reason) for reason in (*told, *diverged) if reason), None)


def _divergence(name, values):
    there = [(epoch, v) for epoch, v in enumerate(values or (), 1) if v is not None]
    if not there or math.isfinite(there[-1][1]):
        return None
    epoch, value = there[-1]
    return f"{name} is {value} in epoch {epoch}"


def judged(results, objective):
    """What `run_trial` returned, where its histories were not looked at yet."""
    if isinstance(results, list):
        return [judged(result, objective) for result in results]
    returned = isinstance(results, keras.callbacks.History)
    if not returned or ABORTED in results.history or _is_default(objective):
        return results
    logs = logs_of(results, objective)
    reason = abort_reason(logs, (), objective)
    return scored({"history": recorded_history(logs), "aborted": reason}, objective)


def _is_default(objective):
    return type(objective).__name__ == "DefaultObjective"


def scored(entry, objective):
    """An entry of a record as that from which Keras Tuner takes the best epoch."""
    names = objective_names(objective)
    if entry["aborted"] is None:
        logs = _filled(scalar_logs(entry["history"]), names, objective)
    else:
        logs = {ABORTED: [1.0], **{name: [math.nan] for name in names}}
    if _is_default(objective):
        # A number that `fit` returned; Keras Tuner takes no History then.
        return {name: values[-1] for name, values in logs.items()}
    history = keras.callbacks.History()
    history.history = logs
    return history


def _filled(logs, names, objective):
    """Epochs without a finite objective count as worse than the others."""
    directions = getattr(objective, "name_to_direction", {})
    filled = {name: [math.nan if v is None else v for v in logs[name]] for name in logs}
    for name in names:
        finite = [value for value in logs[name] if value is not None]
        least = directions.get(name, objective.direction) == "max"
        worse = min(finite) - 1.0 if least else max(finite) + 1.0
        filled[name] = [worse if v is None else v for v in logs[name]]
    return filled | {ABORTED: [0.0] * len(filled[names[0]])}
