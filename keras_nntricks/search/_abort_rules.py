"""When a training is hopeless: the decisions of `EarlyAbort`, on plain numbers."""

import math
import statistics

HIGHER_IS_BETTER = ("acc", "accuracy", "auc", "precision", "recall", "f1_score", "iou")
LOWER_IS_BETTER = ("loss", "error", "crossentropy", "divergence", "mse", "mae", "mape")


def direction_of(monitor):
    """Returns "min", "max", or None where the name of the metric does not tell.

    >>> direction_of("val_sparse_categorical_accuracy"), direction_of("val_loss")
    ('max', 'min')
    """
    for direction, names in (("min", LOWER_IS_BETTER), ("max", HIGHER_IS_BETTER)):
        if monitor.endswith(names):
            return direction
    return None


def as_numbers(values):
    """A history as floats; null, as files hold it, is NaN."""
    return [math.nan if value is None else float(value) for value in values]


def of_cost(cost, first, factor, where):
    """Why a cost ends the training, or None.

    >>> of_cost(7.5, 2.0, 3.0, "in epoch 1")
    'the cost 7.5 in epoch 1 is above 3 times the first cost 2'
    >>> of_cost(7.5, -2.0, 3.0, "in epoch 1")
    'the cost 7.5 in epoch 1 is more than 2 times 2 above the first cost -2'
    """
    if not math.isfinite(cost):
        return f"the cost is not finite {where}"
    # Of a first cost of 0 nothing is a multiple.
    if factor is None or not first or cost - first <= (factor - 1) * abs(first):
        return None
    above = f"above {factor:g} times the first cost {first:.4g}"
    if first < 0:
        above = f"more than {factor - 1:g} times {-first:.4g} above the first cost " + (
            f"{first:.4g}"
        )
    return f"the cost {cost:.4g} {where} is {above}"


def running_averages(finished, monitor, values):
    """The average of each training that got as far, over the epochs with a value."""
    known = [epoch for epoch, value in enumerate(values) if math.isfinite(value)]
    curves = [as_numbers(history.get(monitor, ())) for history in finished]
    reached = [curve for curve in curves if known and len(curve) >= len(values)]
    averages = [statistics.fmean(curve[e] for e in known) for curve in reached]
    return [average for average in averages if math.isfinite(average)]


def of_median(values, finished, monitor, direction, min_trials):
    """Why the values of a metric so far end the training, or None.

    >>> finished = [{"val_loss": [1.0, 0.5]}, {"val_loss": [2.0, 1.0]}]
    >>> of_median([1.4], finished, "val_loss", "min", min_trials=2)
    >>> of_median([1.6], finished, "val_loss", "min", min_trials=2)
    'val_loss 1.6 is behind 1.5, the median of 2 finished trials after 1 epochs'
    """
    averages = running_averages(finished, monitor, values)
    if len(averages) < min_trials:
        return None
    median = statistics.median(averages)
    seen = [value for value in values if math.isfinite(value)]
    best = min(seen) if direction == "min" else max(seen)
    behind = best > median if direction == "min" else best < median
    if not behind:
        return None
    return f"{monitor} {best:.4g} is behind {median:.4g}, the median of " + (
        f"{len(averages)} finished trials after {len(values)} epochs"
    )
