"""Records made by hand, of one step, for the rules that need no more."""

import numpy as np

from keras_nntricks import monitors

RULES = {rule.name: rule for rule in monitors.RULES}
DENSE = monitors.LayerFacts("dense", "Dense")


def statistics(values):
    values = np.asarray(values, float)
    values = values.reshape(-1, values.shape[-1] if values.ndim > 1 else 1)
    finite = np.where(np.isfinite(values), values, 0)
    sums = values.sum(1)
    return {
        "mean": finite.mean(0),
        "std": finite.std(0),
        "minimum": values.min(0),
        "maximum": values.max(0),
        "nonfinite": np.sum(~np.isfinite(values), 0),
        "count": len(values),
        "whole": np.mean(values == np.round(values)),
        "row_sum_minimum": sums.min(),
        "row_sum_maximum": sums.max(),
    }


def record_of(facts, loss=1.0, penalty=0.0, step=0, examples=100, **parts):
    """A record of one sample; `inputs`, `targets`, `predictions` name -> array."""
    record = monitors.Record(facts, {"loss", "batch", "outputs", "weights"})
    statistics_of = {
        part: {name: statistics(values) for name, values in arrays.items()}
        for part, arrays in parts.items()
        if part in ("inputs", "targets", "predictions")
    }
    others = {part: parts[part] for part in parts if part in ("outputs", "weights")}
    numbers = {"loss": loss, "penalty": penalty, "examples": examples}
    record.add_sample(step, 0, 0, {**statistics_of, **others, **numbers})
    return record


def found(name, record):
    return [finding.where for finding in RULES[name].findings(record)]
