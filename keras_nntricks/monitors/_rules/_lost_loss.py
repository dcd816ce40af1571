"""Losses that are lost: not finite, or far above where they began."""

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._persistence import since
from keras_nntricks.monitors._rules._progress import progress


def _not_finite(record):
    """The first batch or epoch whose loss is infinite or not a number."""
    batches = np.flatnonzero(record.lost)
    epochs = np.asarray(record.lost_epochs("loss"), int)
    begins = np.append(0, record.epoch_ends)
    if batches.size and not np.any(begins[epochs] < record.steps[batches[0]]):
        yield _lost_batch(record, batches[0])
    elif epochs.size:
        yield _lost_epoch(record, "loss", epochs[0])
    elif record.lost_epochs("val_loss"):
        yield _lost_epoch(record, "val_loss", record.lost_epochs("val_loss")[0])


def _lost_epoch(record, name, at):
    begin = int(np.append(0, record.epoch_ends)[at])
    value, number = record.epochs[name][at], record.epoch_numbers[at] + 1
    return Finding(name, begin, f"the {name} of epoch {number} is {value}")


def _lost_batch(record, at):
    evidence = f"the loss of this batch is {record.losses[at]}"
    broken = np.flatnonzero(record.layer("nonfinite")[at] > 0)
    where = record.layer_paths[broken[0]] if broken.size else "loss"
    if broken.size:
        count = int(record.layer("nonfinite")[at, broken[0]])
        evidence += f", and {count} outputs of this layer are not finite, the first so"
    lost = np.flatnonzero(~np.isfinite(record.weight("weight_norm")[at]))
    if lost.size and not np.any(record.lost[:at]):
        evidence += f"; an update before it spoiled {record.weight_paths[lost[0]]}"
    return Finding(where, int(record.steps[at]), evidence)


def _zero(record, samples):
    """A loss that was nothing from the first batch on."""
    has_loss = any(output.loss for output in record.facts.outputs)
    if record.facts.trained_before or not has_loss or len(record.losses) < samples:
        return
    if record.steps[0] == 0 and np.all(record.losses == 0):
        told = f"the loss of all {len(record.losses)} sampled batches is exactly 0"
        yield Finding("loss", 0, told)


def _exploded(record, factor, steps):
    """The loss stays beyond `factor` times the first one for `steps` steps."""
    now = progress(record)
    if now is None or len(record.losses) == 0:
        return
    # The first loss of a small batch may be low by chance.
    allowance = 1 + 4 / np.sqrt(max(np.nan_to_num(record.examples[0]), 1))
    limit = factor * max(now.first, now.chance) * allowance
    start = since(now.curve.means > limit, least=2)
    if start is None or np.sum(now.curve.lengths[start:]) < steps:
        return
    begin = int(now.curve.ends[start] - now.curve.lengths[start])
    peak = np.max(now.curve.means[start:])
    yield Finding(
        "loss",
        begin,
        f"the loss was {now.first:.4g} at first and has been beyond {limit:.4g} for "
        f"{now.steps - begin} steps, up to {peak:.4g}",
    )


LOST_LOSS_RULES = (
    Rule(
        "loss-not-finite",
        "The loss is not a finite number.",
        _not_finite,
        {},
        "no loss may be infinite or NaN",
        "Lower the learning rate, clip gradients (`clipnorm`), look for logarithms and "
        "quotients of 0 and for NaN in the data; `NaNGuard` finds where it began.",
        needs=frozenset({"loss"}),
        explains=frozenset(
            {
                *("loss-exploded", "loss-never-moved", "loss-too-slow", "plateau"),
                *("loss-oscillates", "update-ratio-high", "update-ratio-low"),
                *("overfitting", "underfitting", "labels-unrelated"),
                *("learning-rate-too-low", "vanishing-gradients"),
            }
        ),
    ),
    Rule(
        "loss-is-zero",
        "The loss is 0 before anything is learned.",
        _zero,
        {"samples": 3},
        "no untrained model is right about all examples of 3 batches",
        "Look whether the weights of the examples or classes are all 0, whether "
        "everything is masked, and whether the loss gets the right targets.",
        needs=frozenset({"loss"}),
        explains=frozenset({"weights-not-updated"}),
    ),
    Rule(
        "loss-exploded",
        "The loss has grown far beyond its first value.",
        _exploded,
        {"factor": 3.0, "steps": 20},
        "3 times the first loss: https://github.com/karpathy/char-rnn",
        "Lower the learning rate to a tenth, warm it up, or clip gradients "
        "(`clipnorm`).",
        needs=frozenset({"loss"}),
        explains=frozenset(
            {
                *("loss-oscillates", "plateau", "underfitting", "overfitting"),
                *("labels-unrelated", "loss-never-moved"),
            }
        ),
    ),
)
