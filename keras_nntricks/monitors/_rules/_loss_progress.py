"""Losses that stand still, creep or swing."""

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._progress import progress

LOSS = frozenset({"loss"})


LEAST_STEPS = 200


def _is_long(now, epochs, steps):
    """Whether a training is long enough to be judged."""
    if now is None or now.steps < LEAST_STEPS:
        return False
    return now.epochs >= epochs or now.steps >= steps


def _is_undone(record, now, level):
    """Whether the loss is still near chance; a trained model may be at its end."""
    if now.is_chance_known:
        return now.left >= level
    return not record.facts.trained_before


def _never_moved(record, change, epochs, steps, level):
    """All fifths of the training have the same mean loss, as far as noise can tell."""
    now = progress(record)
    if not _is_long(now, epochs, steps) or not _is_undone(record, now, level):
        return
    means = now.curve.bins(5)
    error = now.curve.error(now.steps / 5)
    size = np.max(np.abs(means - means[0])) / means[0] if means[0] > 0 else np.inf
    if size > change + 2 * error / means[0] or error > 3 * change * means[0]:
        return
    if means[-1] < means[0] and np.all(np.diff(means) < 0):
        return  # it falls, if slowly
    yield Finding(
        "loss",
        0,
        f"the mean loss of all fifths of {now.steps} steps is within "
        f"{100 * size:.2g} % of {means[0]:.4g}",
    )


def _too_slow(record, change, epochs, steps, level):
    """The loss falls evenly, without slackening, and yet by little in all."""
    now = progress(record)
    if not _is_long(now, epochs, steps) or not _is_undone(record, now, level):
        return
    means = now.curve.bins(4)
    falls = -np.diff(means)
    error = np.sqrt(2) * now.curve.error(now.steps / 4)
    total = means[0] - means[-1]
    is_even = falls.min() > 0 and falls[-1] >= 0.5 * falls[0]
    if is_even and 3 * error < total < change * means[0]:
        yield Finding(
            "loss",
            0,
            f"the mean loss of a quarter of {now.steps} steps went from "
            f"{means[0]:.5g} to {means[-1]:.5g}, {100 * total / means[0]:.2g} % less",
        )


def _plateau(record, change, least, most, epochs, steps, level):
    """The loss fell a little at first, and not at all in the second half."""
    now = progress(record)
    if not _is_long(now, epochs, steps) or not now.is_chance_known:
        return
    half = now.steps / 2
    means = now.curve.bins(4, half)
    error = now.curve.error(now.steps / 8)
    width = (means.max() - means.min()) / means.mean()
    fallen = 1 - means.mean() / now.first
    if width > change or error > change * means.mean():
        return
    if least < fallen < most and means.mean() >= level * now.chance:
        yield Finding(
            "loss",
            int(half),
            f"the mean loss has stayed within {100 * width:.2g} % of "
            f"{means.mean():.4g} for {int(half)} steps, {100 * fallen:.2g} % below "
            "the first loss",
        )


def _oscillates(record, swing, noise, spans, steps, level):
    """The loss goes up and down by more than batches differ, and does not fall."""
    now = progress(record)
    if now is None or now.steps < steps or now.left < level:
        return
    begin = int(0.3 * now.steps)
    if np.sum(now.curve.ends > begin) < spans:
        return
    means = now.curve.bins(spans, begin)
    changes = np.diff(means)
    turns = np.mean(changes[1:] * changes[:-1] < 0)
    height = np.median(np.abs(changes)) / np.mean(means)
    third = spans // 3
    falls = np.mean(means[-third:]) < 0.9 * np.mean(means[:third])
    examples = np.nan_to_num(_median(record.examples)) * (now.steps - begin) / spans
    if falls or turns < 0.4 or height < max(swing, noise / np.sqrt(max(examples, 1))):
        return
    yield Finding(
        "loss",
        begin,
        f"the mean loss of {(now.steps - begin) / spans:.0f} steps changes by "
        f"{100 * height:.0f} % each time, and {100 * turns:.0f} % of the changes turn "
        "back",
    )


def _median(values):
    return np.median(values[np.isfinite(values)]) if np.any(np.isfinite(values)) else 0


LOSS_PROGRESS_RULES = (
    Rule(
        "loss-never-moved",
        "The loss has not moved since the training began.",
        _never_moved,
        {"change": 0.01, "epochs": 5, "steps": 1000, "level": 0.7},
        "1 % of the loss over a whole training, after the monitors that call less "
        "than 0.1 % to 5 % in some checks too little",
        "Look whether gradients reach the layers, whether the weights are in the "
        "optimizer, and whether the labels belong to the inputs; then raise the "
        "learning rate.",
        needs=LOSS,
        explains=frozenset({"underfitting", "plateau"}),
    ),
    Rule(
        "loss-too-slow",
        "The loss falls steadily, but far too slowly.",
        _too_slow,
        {"change": 0.05, "epochs": 5, "steps": 1000, "level": 0.7},
        "5 % of the loss, SageMaker Debugger's loss_not_decreasing: "
        "https://docs.aws.amazon.com/sagemaker/latest/dg/debugger-built-in-rules.html",
        "Raise the learning rate ten times.",
        needs=LOSS,
        explains=frozenset({"loss-never-moved", "underfitting", "plateau"}),
    ),
    Rule(
        "plateau",
        "The loss stands still, not far below where it began.",
        _plateau,
        {
            "change": 0.01,
            "least": 0.02,
            "most": 0.3,
            "epochs": 12,
            "steps": 4000,
            "level": 0.7,
        },
        "chosen so that no healthy training of benchmarks/diagnosis is told of",
        "Raise the learning rate for a while, or lower it if the loss swings; try "
        "another start or a wider network.",
        needs=LOSS,
        explains=frozenset({"underfitting"}),
    ),
    Rule(
        "loss-oscillates",
        "The loss swings up and down and does not fall.",
        _oscillates,
        {"swing": 0.1, "noise": 6.0, "spans": 9, "steps": 40, "level": 0.3},
        "chosen so that no healthy training of benchmarks/diagnosis is told of",
        "Lower the learning rate 3 to 10 times, or the momentum, or take larger "
        "batches.",
        needs=LOSS,
        explains=frozenset({"plateau", "underfitting"}),
    ),
)
