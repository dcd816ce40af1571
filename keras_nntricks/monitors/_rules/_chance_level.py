import numpy as np


def chance_level(record):
    """The loss of the best constant prediction, as far as the sampled batches tell.

    Cross-entropy: the entropy of the labels (ln C where only C is known); squared
    error: their variance. None for other losses and several outputs.
    """
    if len(record.facts.outputs) != 1:
        return None
    output = record.facts.outputs[0]
    targets = next(iter(record.targets.values()), {})
    level = _LEVELS.get(output.loss)
    return None if level is None else level(output, targets)


def _sparse(output, targets):
    return float(np.log(output.units)) if (output.units or 0) > 1 else None


def _categorical(output, targets):
    mean = _mean(targets)
    if mean is None or mean.size != output.units or not np.isclose(mean.sum(), 1):
        return _sparse(output, targets)
    return _entropy(mean)


def _binary(output, targets):
    mean = _mean(targets)
    if mean is None or np.any((mean < 0) | (mean > 1)):
        return float(np.log(2))
    return float(np.mean([_entropy(np.array([p, 1 - p])) for p in mean]))


def _squared(output, targets):
    std = np.asarray(targets.get("ever_std", np.nan), float)
    level = float(np.mean(std**2))
    return level if level > 0 else None


def _mean(targets):
    mean = np.atleast_1d(np.asarray(targets.get("ever_mean", np.nan), float))
    return mean if np.all(np.isfinite(mean)) else None


def _entropy(shares):
    told = shares[shares > 0]
    return float(-np.sum(told * np.log(told)))


_LEVELS = {
    "sparse_categorical_crossentropy": _sparse,
    "categorical_crossentropy": _categorical,
    "binary_crossentropy": _binary,
    "mean_squared_error": _squared,
    "mse": _squared,
}
