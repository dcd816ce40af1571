"""A last activation that does not fit the loss."""

import itertools

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._model_outputs import (
    SIGMOID_LOSSES,
    SOFTMAX_LOSSES,
    model_outputs,
)


def _softmax_of_one_unit(record):
    for output in record.facts.outputs:
        if output.activation == "softmax" and output.units == 1:
            where = output.layer or output.name
            yield Finding(where, 0, "softmax of a single unit is 1, whatever it gets")


def _sigmoid_with_softmax_loss(record):
    for output in model_outputs(record):
        loss = output.facts.loss
        if output.facts.activation == "sigmoid" and loss in SOFTMAX_LOSSES:
            yield Finding(
                output.where,
                0,
                f"the {output.facts.units} probabilities are sigmoids of their own, "
                f"and {loss} takes probabilities that sum to 1",
            )


def _logits_as_probabilities(record, slack):
    for output in model_outputs(record):
        predictions, loss = output.predictions, output.facts.loss
        takes_probabilities = loss in (*SOFTMAX_LOSSES, *SIGMOID_LOSSES)
        if not predictions or not takes_probabilities or output.facts.from_logits:
            continue
        low, high = _ends(predictions)
        sums = predictions["row_sum_minimum"], predictions["row_sum_maximum"]
        told = f"outputs go from {low:.4g} to {high:.4g}"
        if loss in SOFTMAX_LOSSES and output.facts.activation != "sigmoid":
            told += f", and sum to {sums[0]:.4g} to {sums[1]:.4g} over the last axis"
            wrong = max(abs(sums[0] - 1), abs(sums[1] - 1)) > slack
        else:
            wrong = low < -slack or high > 1 + slack
        if wrong:
            yield Finding(output.where, 0, f"{told}; {loss} takes probabilities")


def _probabilities_as_logits(record, slack):
    for output in model_outputs(record):
        predictions = output.predictions
        if not predictions or not output.facts.from_logits:
            continue
        low, high = _ends(predictions)
        sums = predictions["row_sum_minimum"], predictions["row_sum_maximum"]
        activation = output.facts.activation
        sums_to_one = np.allclose(sums, 1, rtol=0, atol=slack)
        told = activation in ("sigmoid", "softmax") or (
            sums_to_one and np.size(predictions["mean"]) > 1
        )
        if told and low >= 0 and high <= 1 + slack:
            yield Finding(
                output.where,
                0,
                f"outputs go from {low:.4g} to {high:.4g} "
                f"(activation: {activation}), and {output.facts.loss} has "
                "from_logits=True",
            )


def _rectified_logits(record):
    for output in record.facts.outputs:
        if output.from_logits and output.activation in ("relu", "relu6"):
            yield Finding(
                output.layer or output.name,
                0,
                f"{output.activation} makes all logits below 0 the same, and gives "
                "them no gradient",
            )


def _softmax_twice(record):
    layers = record.facts.layers
    for before, layer in itertools.pairwise(layers):
        is_bare = layer.kind in ("Softmax", "Activation") and layer.role == "output"
        if is_bare and before.activation == layer.activation == "softmax":
            told = f"it takes the probabilities of {before.path} for logits"
            yield Finding(layer.path, 0, told)


def _ends(statistics):
    return float(np.min(statistics["minimum"])), float(np.max(statistics["maximum"]))


_LEARNING = frozenset(
    {
        *("collapsed-outputs", "dead-units", "initial-loss", "labels-unrelated"),
        *("learning-rate-too-low", "loss-exploded", "loss-never-moved"),
        *("loss-oscillates", "loss-too-slow", "plateau", "saturated-units"),
        *("underfitting", "vanishing-gradients", "weights-not-updated"),
    }
)
_PROBABILITIES = "https://keras.io/api/losses/probabilistic_losses/"
LAST_LAYER_RULES = (
    Rule(
        "softmax-of-one-unit",
        "The output is constant.",
        _softmax_of_one_unit,
        {},
        "e^x / e^x = 1",
        "Take sigmoid with binary_crossentropy, or two units with a categorical loss.",
        explains=_LEARNING
        | {
            *("labels-out-of-range", "logits-as-probabilities"),
            *("probabilities-as-logits", "squashed-regression", "update-ratio-low"),
            "loss-not-finite",
        },
    ),
    Rule(
        "softmax-twice",
        "Softmax is taken of a softmax.",
        _softmax_twice,
        {},
        "no probability of C classes can then be above e / (e + C - 1)",
        "Leave one of the two out.",
        explains=_LEARNING,
    ),
    Rule(
        "rectified-logits",
        "The loss takes the outputs for logits, but they cannot be negative.",
        _rectified_logits,
        {},
        _PROBABILITIES,
        "Leave the activation of the last layer out.",
        explains=_LEARNING,
    ),
    Rule(
        "sigmoid-with-sparse-categorical",
        "The loss of one true class gets probabilities that do not sum to 1.",
        _sigmoid_with_softmax_loss,
        {},
        _PROBABILITIES,
        "Take softmax for one true class of several, binary_crossentropy for two "
        "classes or for several true ones.",
        explains=_LEARNING | {"labels-out-of-range", "probabilities-as-logits"},
    ),
    Rule(
        "logits-as-probabilities",
        "The loss takes the outputs for probabilities, which they are not.",
        _logits_as_probabilities,
        {"slack": 0.02},
        _PROBABILITIES,
        "Give the loss from_logits=True, or end the model with softmax or sigmoid.",
        needs=frozenset({"batch"}),
        explains=_LEARNING | {"loss-not-finite"},
    ),
    Rule(
        "probabilities-as-logits",
        "The loss takes the outputs for logits, but they are probabilities.",
        _probabilities_as_logits,
        {"slack": 1e-3},
        _PROBABILITIES,
        "Leave from_logits=True out, or leave out the last activation.",
        needs=frozenset({"batch"}),
        explains=_LEARNING,
    ),
)
