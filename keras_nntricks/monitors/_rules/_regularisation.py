"""Regularisation that leaves nothing of what the data say."""

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._chance_level import chance_level
from keras_nntricks.monitors._rules._percent import percent
from keras_nntricks.monitors._rules._progress import progress


def _dropout(record, rate, level, epochs, steps):
    """A layer drops nearly all of its values, and the loss stays high."""
    layers = [layer for layer in record.facts.layers if layer.dropout > rate]
    now = progress(record)
    if not layers or not _has_run(now, epochs, steps) or now.left < level:
        return
    evidence = (
        f"in training it drops {percent(layers[0].dropout)} of its values, and after "
        f"{now.steps} steps the loss is {now.recent:.4g}, where a constant prediction "
        f"gives {now.chance:.4g}"
    )
    if len(layers) > 1:
        evidence += f"; {len(layers) - 1} more layers drop as many"
    yield Finding(layers[0].path, 0, evidence)


def _penalty(record, share, level, epochs, steps):
    """Penalties begin far above what the data can give, which stay unlearned."""
    now = progress(record)
    if not _has_run(now, epochs, steps):
        return
    data = record.losses - record.penalties
    chance = chance_level(record) or data[0]
    first, last = record.penalties[0], record.penalties[-1]
    recent = np.median(data[-max(len(data) // 4, 1) :])
    if first > share * chance and recent >= level * chance:
        yield Finding(
            "loss",
            0,
            f"of a loss of {record.losses[0]:.4g}, penalties were {first:.4g} at first "
            f"({last:.4g} now); without them it is {recent:.4g} after {now.steps} "
            f"steps, where a constant prediction gives {chance:.4g}",
        )


def _has_run(now, epochs, steps):
    return now is not None and now.epochs >= epochs and now.steps >= steps


_CONSEQUENCES = frozenset(
    {
        *("collapsed-outputs", "dead-units", "labels-unrelated", "loss-never-moved"),
        *("learning-rate-too-high", "learning-rate-too-low", "loss-oscillates"),
        *("loss-too-slow", "plateau", "underfitting", "update-ratio-high"),
        *("update-ratio-low", "vanishing-gradients"),
    }
)
REGULARISATION_RULES = (
    Rule(
        "dropout-too-high",
        "Dropout leaves too little of the signal.",
        _dropout,
        {"rate": 0.8, "level": 0.5, "epochs": 3, "steps": 100},
        "50 to 80 % of the hidden units are usually kept: "
        "https://jmlr.org/papers/v15/srivastava14a.html (appendix A.4); here a fifth, "
        "where the loss stays above half of what a constant prediction gives",
        "Drop 20 to 50 % of the units of hidden layers.",
        needs=frozenset({"loss"}),
        explains=_CONSEQUENCES | {"exploding-gradients", "initial-loss"},
    ),
    Rule(
        "penalty-dominates",
        "Penalties outweigh the data, of which nothing is learned.",
        _penalty,
        {"share": 3.0, "level": 0.8, "epochs": 3, "steps": 100},
        "the data can lower a loss by no more than the loss of a constant prediction; "
        "three times that as penalties",
        "Make the factor of the regularizer 10 to 1000 times smaller; 1e-5 to 1e-3 "
        "are usual for L2.",
        needs=frozenset({"loss"}),
        explains=_CONSEQUENCES,
    ),
)
