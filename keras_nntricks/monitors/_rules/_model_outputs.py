import dataclasses

import numpy as np

SPARSE_LOSSES = (
    "sparse_categorical_crossentropy",
    "categorical_generalized_cross_entropy",
)
SOFTMAX_LOSSES = (
    *SPARSE_LOSSES,
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
)
SIGMOID_LOSSES = ("binary_crossentropy", "binary_focal_crossentropy")
REGRESSION_LOSSES = (
    *("huber", "log_cosh", "mean_absolute_error", "mean_absolute_percentage_error"),
    *("mean_squared_error", "mean_squared_logarithmic_error"),
)


@dataclasses.dataclass(frozen=True)
class ModelOutput:
    """An output with a loss, and what the first batch says of it.

    Args:
        facts: its `OutputFacts`, the units from the predictions where they are known.
        targets: statistic -> (units,) of its targets, empty if not recorded.
        predictions: the same of its predictions.
    """

    facts: object
    targets: dict
    predictions: dict

    @property
    def where(self):
        """The layer that makes it, or its name."""
        return self.facts.layer or self.facts.name

    @property
    def target_values(self):
        """The number of targets in the batch."""
        return values_of(self.targets)

    @property
    def predicted_values(self):
        """The number of predictions in the batch."""
        return values_of(self.predictions)


def values_of(statistics):
    """The number of values in the batch that the statistics are of."""
    return int(statistics["count"]) * np.size(statistics["mean"])


def first_lost_step(record):
    """The first sampled step whose loss is not finite; 0 without one."""
    lost = np.flatnonzero(record.lost)
    return int(record.steps[lost[0]]) if lost.size else 0


def model_outputs(record):
    """The outputs that have a loss."""
    outputs = record.facts.outputs
    for output in outputs:
        targets = _of(record.targets, output, len(outputs))
        predictions = _of(record.predictions, output, len(outputs))
        units = np.size(predictions["mean"]) if predictions else output.units
        if output.loss is not None:
            facts = dataclasses.replace(output, units=units)
            yield ModelOutput(facts, targets, predictions)


def _of(parts, output, outputs):
    if outputs == 1 and len(parts) == 1:
        return next(iter(parts.values()))  # a subclassed model has no names
    return parts.get(output.name, {})
