"""Inputs that a network learns badly from, seen in the first batch."""

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._model_outputs import first_lost_step

# Weighted sums of the inputs: their scale and offset go through.
_WEIGHTED = ("Dense", "Conv", "Maxout", "LSTM", "GRU", "SimpleRNN", "Bidirectional")
# They hand the scale of the inputs on.
_PASSING = (
    *("ActivityRegularization", "AveragePooling", "Cropping", "Dropout", "Flatten"),
    *("GaussianNoise", "GlobalAveragePooling", "Identity", "MaxPooling", "Permute"),
    *("Random", "RepeatVector", "Reshape", "UpSampling", "ZeroPadding"),
)


def _is_any(kind, words):
    return any(word in kind for word in words)


def _reaches_weights(record, name):
    """Whether the input comes to a layer of weighted sums as it is.

    A layer that prepares it (Normalization, Rescaling, Embedding, an operation) or
    that is not known could change its scale.
    """
    known = {one.name: one.taken_by for one in record.facts.inputs}
    kinds = known.get(name, ())
    if len(known) == 1 and len(record.inputs) == 1:
        kinds = next(iter(known.values()))
    if any(_is_any(kind, _WEIGHTED) for kind in kinds):
        return True
    if kinds and not all(_is_any(kind, _PASSING) for kind in kinds):
        return False
    for layer in record.facts.layers if len(record.inputs) == 1 else ():
        if not _is_any(layer.kind, _PASSING):
            return _is_any(layer.kind, _WEIGHTED)
    return False


def _sums_of_inputs(record):
    """(name, statistic -> (features,)) of finite inputs that reach weights."""
    for name, features in record.inputs.items():
        finite = features["nonfinite"] == 0  # of the first batch
        if _reaches_weights(record, name) and np.any(finite):
            kept = ("mean", "std", "minimum", "maximum")
            yield name, {key: features[key][finite] for key in kept}


def _root_mean_square(values):
    return float(np.sqrt(np.mean(np.square(values.astype("float64")))))


def _not_centred(record, ratio, offset):
    for name, features in _sums_of_inputs(record):
        varies = features["maximum"] > features["minimum"]
        if not np.any(varies):
            continue
        mean = _root_mean_square(features["mean"])
        std = _root_mean_square(features["std"][varies])
        if mean > offset and mean > ratio * std:
            yield Finding(
                name,
                0,
                f"the means of the features are {mean:.4g} (root mean square), their "
                f"standard deviations {std:.4g}",
            )


def _not_scaled(record, large, small, ratio):
    for name, features in _sums_of_inputs(record):
        spread = features["std"]
        varies = features["maximum"] > features["minimum"]
        if not np.any(varies):
            continue
        ends = np.abs([features["minimum"], features["maximum"]])
        typical = float(np.median(spread[varies]))
        widest = int(np.argmax(spread))
        if _root_mean_square(spread[varies]) > large:
            evidence = (
                f"the standard deviation of the features is "
                f"{_root_mean_square(spread[varies]):.4g} (root mean square), their "
                f"values reach {np.max(ends):.4g}"
            )
        elif spread[widest] > max(large, ratio * typical):
            evidence = (
                f"feature {widest} has the standard deviation {spread[widest]:.4g}, "
                f"the median of all is {typical:.4g}"
            )
        elif np.max(ends) < small:
            evidence = f"no value is beyond {np.max(ends):.4g}"
        else:
            continue
        yield Finding(name, 0, evidence)


def _constant(record, examples):
    parts = record.inputs.values()
    if not parts or not len(record.examples) or record.examples[0] < examples:
        return
    # A mask or a condition may well be constant beside inputs that vary.
    if all(np.all(part["ever_minimum"] == part["ever_maximum"]) for part in parts):
        yield Finding(
            ", ".join(record.inputs),
            int(record.steps[0]),
            f"all {int(np.nansum(record.examples))} sampled examples are the same in "
            f"each of {sum(np.size(part['mean']) for part in parts)} features",
        )


def _not_finite(record):
    for name, features in record.inputs.items():
        lost = features["ever_nonfinite"]
        # A layer that fills in what is missing may come first.
        hurts = np.any(record.lost) or _reaches_weights(record, name)
        if np.any(lost) and hurts:
            yield Finding(
                name,
                first_lost_step(record),
                f"up to {int(np.max(lost))} values of a feature and batch are infinite "
                f"or NaN, in {np.sum(lost > 0)} of {lost.size} features, the first of "
                f"them feature {int(np.argmax(lost > 0))}",
            )


_SOURCE = "Efficient BackProp, section 4.3: https://doi.org/10.1007/3-540-49430-8_2"
_BATCH = frozenset({"batch"})
INPUT_RULES = (
    Rule(
        "inputs-not-finite",
        "Inputs hold infinite values or NaN.",
        _not_finite,
        {},
        "no input of a sum may be infinite or NaN",
        "Find where they come from; drop these examples or fill the values in.",
        needs=_BATCH,
        explains=frozenset(
            {"loss-not-finite", "inputs-not-scaled", "inputs-not-centred"}
        ),
    ),
    Rule(
        "inputs-constant",
        "All examples are the same.",
        _constant,
        {"examples": 8},
        "nothing can be learned from inputs that do not vary",
        "Look at a batch: a scaling by integers, a wrong axis or a generator that "
        "repeats one example are usual causes.",
        needs=_BATCH,
        explains=frozenset(
            {
                *("collapsed-outputs", "inputs-not-centred", "inputs-not-scaled"),
                *("labels-unrelated", "loss-never-moved", "loss-too-slow", "plateau"),
                *("underfitting", "vanishing-gradients", "learning-rate-too-low"),
            }
        ),
    ),
    Rule(
        "inputs-not-centred",
        "The inputs lie far from 0 for how little they vary.",
        _not_centred,
        {"ratio": 4.0, "offset": 2.0},
        f"{_SOURCE}; the numbers leave out values in [0, 1]",
        "Subtract the mean of each feature over the training set "
        "(`keras.layers.Normalization` or `MeanSubtraction`).",
        needs=_BATCH,
        explains=frozenset({"initial-loss", "dead-units"}),
    ),
    Rule(
        "inputs-not-scaled",
        "The scale of the inputs is far from 1.",
        _not_scaled,
        {"large": 10.0, "small": 0.01, "ratio": 100.0},
        f"{_SOURCE}; the numbers stand ten times and more away from it",
        "Divide each feature by its standard deviation, pixels by 255 "
        "(`keras.layers.Normalization`, `keras.layers.Rescaling`).",
        needs=_BATCH,
        explains=frozenset(
            {"initial-loss", "saturated-units", "dead-units", "exploding-gradients"}
        ),
    ),
)
