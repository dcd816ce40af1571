import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True)
class Kernels:
    """The statistics of the kernels that train, in the order of the optimizer.

    Embeddings are left out: a batch moves few of their rows.

    Args:
        paths: their paths.
        layers: the paths of the layers that own them.
        gradients: (samples, kernels) norms of the gradients.
        weights: (samples, kernels) norms of the weights.
        updates: (samples, kernels) norms of the updates.
    """

    paths: tuple[str, ...]
    layers: tuple[str, ...]
    gradients: np.ndarray
    weights: np.ndarray
    updates: np.ndarray

    @property
    def ratios(self):
        """(samples, kernels) update over weight; NaN where the weight is 0."""
        return _divide(self.updates, self.weights)

    def ratio(self):
        """(samples,) the median update ratio of the kernels that did not start at 0."""
        return _row_medians(self.ratios[:, self.weights[0] > 0])


def kernels(record):
    """`Kernels` of a record, or None where it has none."""
    facts = {weight.path: weight for weight in record.facts.weights}
    embeddings = {
        layer.path for layer in record.facts.layers if "Embedding" in layer.kind
    }
    chosen = [
        at
        for at, path in enumerate(record.weight_paths)
        if path in facts
        and facts[path].kind == "kernel"
        and facts[path].trainable
        and facts[path].layer not in embeddings
    ]
    if not chosen or not len(record.steps):
        return None
    paths = tuple(record.weight_paths[at] for at in chosen)
    norms = [
        _finite(record.weight(name)[:, chosen])
        for name in ("gradient_norm", "weight_norm", "update_norm")
    ]
    return Kernels(paths, tuple(facts[path].layer for path in paths), *norms)


def _row_medians(table):
    """(rows,) the median of the known numbers in each row; NaN if none is known."""
    return np.array(
        [
            np.median(row[known]) if np.any(known := ~np.isnan(row)) else np.nan
            for row in table
        ]
    )


def _finite(table):
    return np.where(np.isfinite(table), table, np.nan)


def _divide(upper, lower):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(lower > 0, upper / lower, np.nan)
