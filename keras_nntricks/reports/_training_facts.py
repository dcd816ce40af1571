"""What a training's page says in words and tables."""

from __future__ import annotations

import math
from typing import NamedTuple

_MOST_ROWS = 400


class Table(NamedTuple):
    """A table that the reader can open."""

    title: str
    columns: tuple
    rows: list


def summary(record):
    """One or two sentences: how long, and where the loss went."""
    alarms = _count(len(record.verdicts), "verdict") if record.verdicts else "No alarm"
    steps = max([0, *record.epoch_ends, *(record.steps + 1)])
    epochs = _count(len(record.epoch_ends), "epoch")
    return (
        f"{alarms} in {_count(steps, 'step')} and {epochs}. {_losses(record)}".strip()
    )


def _losses(record):
    logs = {"batch loss": record.losses}
    if "loss" in record.epochs:
        logs = {"training loss": record.epochs["loss"]}
    if "val_loss" in record.epochs:
        logs["validation loss"] = record.epochs["val_loss"]
    said = [f"{name} {_course(values)}" for name, values in logs.items() if len(values)]
    return f"{', '.join(said).capitalize()}." if said else ""


def _course(values):
    if len(values) == 1:
        return number(values[0])
    return f"from {number(values[0])} to {number(values[-1])}"


def facts(record):
    """Pairs (name, text) about the model and its training."""
    model = record.facts
    sizes = [math.prod(weight.shape) for weight in model.weights if weight.trainable]
    frozen = [math.prod(w.shape) for w in model.weights if not w.trainable]
    found = {
        "Layers": f"{len(model.layers):,}",
        "Weights": f"{sum(sizes):,} trained, {sum(frozen):,} not",
        "Outputs": "; ".join(map(_output, model.outputs)),
        "Optimizer": _optimizer(model),
        "Batch size": _known(_first(record.examples)),
        "Steps per epoch": _known(model.steps_per_epoch),
        "Samples": f"{len(record.steps):,}",
        "Recorded": ", ".join(sorted(record.parts)),
    }
    return [(name, said) for name, said in found.items() if said]


def _first(values):
    return int(values[0]) if len(values) and values[0] == values[0] else None


def _output(output):
    parts = {
        "loss": output.loss,
        "units": output.units,
        "activation": output.activation,
        "from_logits": output.from_logits,
    }
    said = ", ".join(f"{name} {v}" for name, v in parts.items() if v is not None)
    return f"{output.name}: {said}" if said else output.name


def _optimizer(model):
    if model.optimizer is None:
        return ""
    settings = {"learning_rate": model.learning_rate, **model.optimizer_settings}
    used = {name: value for name, value in settings.items() if value}
    if "use_ema" not in used:
        used.pop("ema_momentum", None)
    said = [f"{name} {number(value)}" for name, value in used.items()]
    before = ["trained before"] if model.trained_before else []
    return ", ".join([model.optimizer, *said, *before])


def tables(record):
    """The tables that have rows."""
    model = record.facts
    found = (
        Table("Layers", _LAYERS, [_layer(layer) for layer in model.layers]),
        Table("Weights", _WEIGHTS, [_weight(weight) for weight in model.weights]),
        Table("Logs of the epochs", ("epoch", *record.epochs), _logs(record)),
    )
    return [table for table in found if table.rows]


_LAYERS = ("layer", "class", "activation", "role", "flat side", "trains")
_WEIGHTS = ("weight", "shape", "kind", "trains")


def _layer(layer):
    return (
        layer.path,
        layer.kind,
        layer.activation or "",
        layer.role,
        _flat_side(layer),
        _yes_no(layer.trainable),
    )


def _flat_side(layer):
    below = layer.flat_below is not None and f"below {number(layer.flat_below)}"
    above = layer.flat_above is not None and f"above {number(layer.flat_above)}"
    return ", ".join(filter(None, (below, above)))


def _weight(weight):
    shape = " by ".join(map(str, weight.shape)) or "scalar"
    return weight.path, shape, weight.kind, _yes_no(weight.trainable)


def _logs(record):
    columns = zip(*record.epochs.values(), strict=True)
    rows = [
        (f"{epoch + 1}", *map(number, values))
        for epoch, values in zip(record.epoch_numbers, columns, strict=False)
    ]
    return rows[-_MOST_ROWS:]


def number(value):
    """A number with four significant digits."""
    return f"{value:.4g}" if math.isfinite(value) else str(float(value))


def _count(count, noun):
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _known(count):
    return "" if count is None else f"{count:,}"


def _yes_no(value):
    return "yes" if value else "no"
