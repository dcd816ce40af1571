"""Targets that do not fit the loss, seen in the first batch."""

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._model_outputs import (
    REGRESSION_LOSSES,
    SIGMOID_LOSSES,
    SOFTMAX_LOSSES,
    SPARSE_LOSSES,
    first_lost_step,
    model_outputs,
)

# Lowest and greatest target that a loss has a meaning for.
_RANGES = {
    **dict.fromkeys((*SIGMOID_LOSSES, "dice", "tversky"), (0, 1)),
    **dict.fromkeys(("categorical_crossentropy", "kl_divergence"), (0, 1)),
    **dict.fromkeys(("categorical_focal_crossentropy", "categorical_hinge"), (0, 1)),
    **dict.fromkeys(("hinge", "squared_hinge"), (-1, 1)),
    **dict.fromkeys(("poisson", "mean_squared_logarithmic_error"), (0, np.inf)),
}
# A target for each unit; otherwise NumPy's rules stretch what is too small.
_UNIT_LOSSES = {*_RANGES, *REGRESSION_LOSSES, "cosine_similarity"}
_ACTIVATION_RANGES = {
    **dict.fromkeys(("sigmoid", "hard_sigmoid", "softmax"), (0, 1)),
    **dict.fromkeys(("tanh", "softsign", "hard_tanh"), (-1, 1)),
    **dict.fromkeys(("relu", "softplus", "exponential"), (0, np.inf)),
    "relu6": (0, 6),
}


def _with_targets(record):
    return (output for output in model_outputs(record) if output.targets)


def _ends(output):
    targets = output.targets
    least, greatest = targets["ever_minimum"], targets["ever_maximum"]
    return float(np.min(least)), float(np.max(greatest))


def _out_of_range(record, slack):
    for output in _with_targets(record):
        finding = _wrong_labels(output) or _wrong_range(output, slack)
        if finding:
            yield Finding(output.facts.name, 0, *finding)


def _wrong_labels(output):
    """Evidence and advice where classes are counted wrongly."""
    facts, (low, high) = output.facts, _ends(output)
    if facts.loss not in SPARSE_LOSSES or not np.isfinite(low + high):
        return None
    ignored = facts.loss_settings.get("ignore_class")
    if output.targets["whole"] < 1:
        share = 1 - output.targets["whole"]
        return f"{share:.0%} of the labels are no integers", "Give the class numbers."
    classes = facts.units or np.inf
    if (low < 0 and low != ignored) or (high >= classes and high != ignored):
        return (
            f"labels go from {low:.0f} to {high:.0f}, and the output has "
            f"{facts.units} units: 0 to {classes - 1:.0f}",
            "Count the classes from 0, and give the last layer a unit for each.",
        )
    return None


def _wrong_range(output, slack):
    low, high = _RANGES.get(output.facts.loss, (-np.inf, np.inf))
    least, greatest = _ends(output)
    if least < low - slack or greatest > high + slack:
        return (
            f"targets go from {least:.4g} to {greatest:.4g}, and "
            f"{output.facts.loss} takes them from {low} to {high}",
        )
    sum_of_row = output.targets["row_sum_maximum"]
    is_distribution = output.facts.loss in SOFTMAX_LOSSES and not _is_sparse(output)
    if is_distribution and sum_of_row > 1.5:
        return (
            f"the targets of one example sum to {sum_of_row:.4g}, and softmax gives "
            "probabilities of classes of which one is true",
            "With several true classes, take sigmoid and binary_crossentropy.",
        )
    return None


def _is_sparse(output):
    """Whether each target is one number where the output has several."""
    units = output.facts.units or 1
    if output.facts.loss in SPARSE_LOSSES:
        return True
    told = output.predictions and units > 1
    return bool(told) and output.target_values * units == output.predicted_values


def _sparse_with_categorical(record):
    for output in _with_targets(record):
        if output.facts.loss in _UNIT_LOSSES and _is_sparse(output):
            yield Finding(
                output.facts.name,
                0,
                f"{output.target_values} targets, from {_ends(output)[0]:.4g} to "
                f"{_ends(output)[1]:.4g}, are compared with "
                f"{output.predicted_values} outputs by {output.facts.loss}",
            )


def _one_hot_with_sparse(record):
    for output in _with_targets(record):
        targets, units = output.targets, output.facts.units or 1
        sums = targets["row_sum_minimum"], targets["row_sum_maximum"]
        one_hot = _ends(output) == (0, 1) and sums == (1, 1) and targets["whole"] == 1
        fits = units > 1 and np.size(targets["mean"]) == units
        if output.facts.loss in SPARSE_LOSSES and one_hot and fits:
            yield Finding(
                output.facts.name,
                0,
                f"each row of {units} targets holds a single 1, and "
                f"{output.facts.loss} takes the number of the class",
            )


def _not_finite(record):
    if not np.any(record.lost):
        return  # a loss of one's own may leave NaN out
    for output in _with_targets(record):
        count = int(np.max(output.targets["ever_nonfinite"]))
        if count:
            yield Finding(
                output.facts.name,
                first_lost_step(record),
                f"up to {count} targets of a unit and batch are infinite or NaN",
            )


def _constant(record, examples):
    # Other losses have targets that stand for nothing, or are all 1 for a generator.
    if not len(record.epoch_ends) or np.nansum(record.examples) < examples:
        return
    for output in _with_targets(record):
        least, greatest = (output.targets[f"ever_{k}"] for k in ("minimum", "maximum"))
        if output.facts.loss in SOFTMAX_LOSSES and np.array_equal(least, greatest):
            yield Finding(
                output.facts.name,
                0,
                f"all {np.nansum(record.examples):.0f} sampled examples are of one "
                "class",
            )


def _squashed(record, slack):
    for output in _with_targets(record):
        activation = output.facts.activation
        low, high = _ACTIVATION_RANGES.get(activation, (-np.inf, np.inf))
        least, greatest = _ends(output)
        margin = slack * float(np.max(output.targets["std"]))
        beyond = least < low - margin or greatest > high + margin
        if output.facts.loss in REGRESSION_LOSSES and beyond:
            yield Finding(
                output.where,
                0,
                f"targets go from {least:.4g} to {greatest:.4g}, and {activation} "
                f"gives values from {low} to {high}",
            )


_LEARNING = frozenset(
    {
        *("collapsed-outputs", "dead-units", "initial-loss", "labels-unrelated"),
        *("learning-rate-too-low", "loss-exploded", "loss-never-moved"),
        *("loss-not-finite", "loss-oscillates", "loss-too-slow", "plateau"),
        *("saturated-units", "underfitting", "vanishing-gradients"),
    }
)
_KERAS = "what the loss takes: https://keras.io/api/losses/"
_BATCH = frozenset({"batch"})
TARGET_RULES = (
    Rule(
        "labels-not-finite",
        "Targets hold infinite values or NaN.",
        _not_finite,
        {},
        "the loss of such a target is no number",
        "Find where they come from; drop these examples or weight them with 0 and "
        "replace the targets.",
        needs=_BATCH,
        explains=_LEARNING | {"labels-out-of-range", "squashed-regression"},
    ),
    Rule(
        "one-hot-with-sparse",
        "One-hot targets go to a loss that takes class numbers.",
        _one_hot_with_sparse,
        {},
        _KERAS,
        "Take categorical_crossentropy, or give the numbers of the classes.",
        needs=_BATCH,
        explains=_LEARNING | {"labels-out-of-range"},
    ),
    Rule(
        "sparse-with-categorical",
        "Targets of one number are compared with each of several outputs.",
        _sparse_with_categorical,
        {},
        _KERAS,
        "Take the sparse loss for class numbers, encode them (`keras.utils."
        "to_categorical`), or give the last layer one unit.",
        needs=_BATCH,
        explains=_LEARNING | {"labels-out-of-range", "squashed-regression"},
    ),
    Rule(
        "labels-out-of-range",
        "Targets lie where the loss has no meaning.",
        _out_of_range,
        {"slack": 1e-3},
        _KERAS,
        "Encode the targets as the loss takes them, or choose another loss.",
        needs=_BATCH,
        explains=_LEARNING,
    ),
    Rule(
        "labels-constant",
        "All labels are the same.",
        _constant,
        {"examples": 100},
        "nothing but the bias can be learned from one class; 100 examples of an epoch",
        "Look at the labels: a wrong column, data sorted by class that are not "
        "shuffled, or a comparison that never holds.",
        needs=_BATCH,
        explains=_LEARNING,
    ),
    Rule(
        "squashed-regression",
        "The last activation cannot reach the targets.",
        _squashed,
        {"slack": 0.1},
        "the range of the activation: https://keras.io/api/layers/activations/",
        "Leave the activation of the last layer out, or scale the targets into its "
        "range.",
        needs=_BATCH,
        explains=_LEARNING,
    ),
)
