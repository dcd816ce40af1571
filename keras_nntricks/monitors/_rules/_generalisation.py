"""Training and validation side by side."""

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._kernels import kernels
from keras_nntricks.monitors._rules._persistence import since
from keras_nntricks.monitors._rules._progress import progress

EPOCHS = frozenset({"epochs"})


def _curves(record):
    """(epochs,) training and validation loss; None where one of them is missing."""
    logs = record.epochs
    if "loss" not in logs or "val_loss" not in logs:
        return None
    train, val = logs["loss"], logs["val_loss"]
    known = np.isfinite(train) & np.isfinite(val)
    return (train, val) if np.any(known) else None


def _overfitting(record, gap, rise, accuracy_gap, patience, norm_steps):
    """The validation loss stays well above the training loss and its own minimum."""
    curves = _curves(record)
    now = progress(record)
    if curves is None or now is None:
        return
    train, val = curves
    scale = max(now.chance, now.first)
    gaps = (val - train) / scale
    lowest = np.fmin.accumulate(val)
    is_over = (
        (gaps > gap) & (val > (1 + rise) * lowest) & _accuracies(record, accuracy_gap)
    )
    start = since(is_over, patience)
    if start is None:
        return
    # A rise shorter than the memory of moving averages can be theirs alone.
    if _normalizes(record) and _steps_since(record, start) < norm_steps:
        return
    best = int(np.nanargmin(val))
    yield Finding(
        "val_loss",
        int(record.epoch_ends[start]) - 1,
        f"the validation loss was lowest in epoch {record.epoch_numbers[best] + 1} "
        f"({val[best]:.4g}) and is {val[-1]:.4g}, beside a training loss of "
        f"{train[-1]:.4g}",
    )


def _steps_since(record, epoch):
    begin = record.epoch_ends[epoch - 1] if epoch else 0
    return record.epoch_ends[-1] - begin


def _accuracies(record, gap):
    """(epochs,) whether an accuracy is worse in validation; True if there is none."""
    logs = record.epochs
    names = [name for name in logs if "acc" in name and f"val_{name}" in logs]
    worse = [logs[name] - logs[f"val_{name}"] > gap for name in names]
    return np.all(worse, axis=0) if worse else np.ones(len(record.epoch_numbers), bool)


def _underfitting(record, level, change, share, epochs, steps):
    """The loss has settled near chance on the training data themselves."""
    now = progress(record)
    train = record.epochs.get("loss", np.zeros(0))
    if now is None or not now.is_chance_known or train.size < epochs:
        return
    if now.steps < steps:
        return
    last = train[-max(epochs // 2, 2) :]
    settled = np.all(np.isfinite(last)) and last[0] - last.min() <= change * last[0]
    falls = np.all(np.diff(last) < 0) and last[-1] < (1 - change / 4) * last[0]
    if falls or _has_unknown_floor(record):
        return
    penalties = record.penalties[np.isfinite(record.penalties)]
    penalty = float(penalties[-1]) if penalties.size else 0.0
    data, chance = last[-1] - penalty, now.chance - penalty
    is_penalised = np.max(penalties, initial=0) > share * data
    # At chance itself nothing is learned, unless penalties keep it from that.
    most = 1.05 if is_penalised else 0.97
    if not settled or not level * chance <= data <= most * chance:
        return
    evidence = (
        f"the training loss has stayed near {data:.4g} for {last.size} epochs, "
        f"{100 * data / chance:.0f} % of what a constant prediction gives"
    )
    advice = None
    if is_penalised:
        evidence += f"; penalties added up to {np.max(penalties):.4g}"
        advice = "Weaken the regularisation: its penalty outweighs the data."
    begin = record.epoch_ends[-last.size] - 1
    yield Finding("loss", int(begin), evidence, advice)


def _has_unknown_floor(record):
    """Whether targets are probabilities: their entropy is left of a cross-entropy."""
    (output,) = record.facts.outputs
    targets = next(iter(record.targets.values()), {})
    smoothing = output.loss_settings.get("label_smoothing", 0.0)
    is_soft = "whole" in targets and targets["whole"] < 1
    return "crossentropy" in output.loss and (is_soft or smoothing > 0.2)


def _unrelated(
    record,
    chance,
    slow_chance,
    fallen,
    gap,
    travel,
    accuracy,
    epochs,
    steps,
    norm_steps,
    lag_steps,
):
    """The training data are learned by heart, and nothing carries over."""
    curves = _curves(record)
    now = progress(record)
    if curves is None or now is None or not now.is_chance_known:
        return
    train, val = curves
    if _normalizes(record):
        steps = norm_steps if _has_turned(val) else lag_steps
    if train.size < epochs or now.steps < steps:
        return
    if _best_accuracy(record) > accuracy:
        return
    still_falls = np.min(val[-2:]) < 0.995 * np.nanmin(val[:-2])
    if still_falls or np.nanmin(val) < max(chance * now.chance, 0.75 * val[0]):
        return
    learned = train[-1] < (1 - fallen) * train[0]
    if learned and val[-1] - train[-1] > gap * now.chance:
        what = f"fell from {train[0]:.4g} to {train[-1]:.4g}"
    elif np.nanmin(val) >= slow_chance * now.chance and (
        _is_past_lowest(val) and _travels(record, now, travel, epochs)
    ):
        what = f"is {train[-1]:.4g} after {now.steps} steps of a usual size"
    else:
        return
    yield Finding(
        "val_loss",
        int(record.epoch_ends[0]) - 1,
        f"the training loss {what}, but in no epoch was the validation loss below "
        f"{np.nanmin(val):.4g}, where a constant prediction gives {now.chance:.4g}",
    )


def _has_turned(val):
    """Whether the validation loss rises; moving averages that lag let it fall."""
    return _is_past_lowest(val) and val[-1] > 1.003 * np.nanmin(val)


def _is_past_lowest(val):
    """Whether half of the epochs brought no new minimum: no plateau that ends yet."""
    return np.nanargmin(val) < len(val) // 2


def _travels(record, now, travel, epochs):
    """Whether updates that are neither tiny nor huge lead nowhere."""
    found = kernels(record)
    if now.epochs <= epochs or found is None or now.left > 1.05:
        return False
    ratios = found.ratio()
    ratio = np.median(ratios[~np.isnan(ratios)]) if np.any(ratios > 0) else 0
    return bool(ratio * now.steps > travel and ratio < 0.03)


def _best_accuracy(record):
    """How far the best validation accuracy is on its way from chance to 1."""
    units = record.facts.outputs[0].units or 1
    chance = 1 / max(units, 2)
    logs = record.epochs
    names = [name for name in logs if name.startswith("val_") and "acc" in name]
    best = [np.max(logs[name]) for name in names if np.all(np.isfinite(logs[name]))]
    return (max(best) - chance) / (1 - chance) if best else 0.0


def _normalizes(record):
    """Whether moving averages lag behind in validation, as batch normalization's."""
    return any("BatchNorm" in layer.kind for layer in record.facts.layers)


GENERALISATION_RULES = (
    Rule(
        "overfitting",
        "The model learns its training data by heart.",
        _overfitting,
        {
            "gap": 0.25,
            "rise": 0.1,
            "accuracy_gap": 0.05,
            "patience": 5,
            "norm_steps": 100,
        },
        "a gap that published monitors set at 0.1 to 0.5 of a loss; here of the loss "
        "at the start, so that a perfect training loss is no alarm; 100 steps are the "
        "memory of moving averages of momentum 0.99",
        "Stop at the lowest validation loss (`EarlyStopping`), get more data or "
        "augment them, add dropout or weight decay, or make the network smaller.",
        needs=EPOCHS,
    ),
    Rule(
        "underfitting",
        "The model cannot even learn its training data.",
        _underfitting,
        {"level": 0.6, "change": 0.02, "share": 1.0, "epochs": 8, "steps": 60},
        "60 % of the loss of a constant prediction, for half of 8 epochs",
        "Make the network larger, train longer, weaken the regularisation, or give it "
        "better features.",
        needs=EPOCHS,
    ),
    Rule(
        "labels-unrelated",
        "What is learned does not carry over at all: the labels seem to have nothing "
        "to do with the inputs.",
        _unrelated,
        {
            "chance": 0.97,
            "slow_chance": 0.99,
            "fallen": 0.02,
            "gap": 0.04,
            "travel": 0.1,
            "accuracy": 0.2,
            "epochs": 4,
            "steps": 100,
            "norm_steps": 150,
            "lag_steps": 500,
        },
        "the loss of a constant prediction: https://arxiv.org/abs/1611.03530 trains on "
        "shuffled labels",
        "Look at some examples with their labels; look whether inputs and labels were "
        "shuffled or joined separately, and whether the validation data are like the "
        "training data.",
        needs=EPOCHS,
        explains=frozenset(
            {
                *("overfitting", "underfitting", "plateau", "loss-never-moved"),
                "loss-too-slow",
            }
        ),
    ),
)
