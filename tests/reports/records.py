"""Small records of trainings that never were."""

import numpy as np

from keras_nntricks.monitors import (
    LayerFacts,
    ModelFacts,
    OutputFacts,
    Record,
    Verdict,
    WeightFacts,
)

PARTS = ("loss", "outputs", "weights", "epochs")


def verdict(where="net/dense_1", step=4, **changed):
    fields = {
        "rule": "dead-units",
        "symptom": "Units never fire.",
        "evidence": "5 of 8 units gave 0",
        "advice": "Lower the rate.",
        "source": "Someone, 2020",
    }
    return Verdict(where=where, step=step, epoch=step // 4, **{**fields, **changed})


def units(mean=0.5, std=1.0, zeros=0.5, nonfinite=0.0, count=64):
    numbers = {
        "mean": mean,
        "std": std,
        "minimum": mean - std,
        "maximum": mean + std,
        "zeros": zeros,
        "flat": zeros,
        "nonfinite": nonfinite,
    }
    return {
        **{name: np.full(8, value) for name, value in numbers.items()},
        "count": count,
    }


def norms(gradient=0.1, weight=2.0, update=0.01):
    return {"gradient_norm": gradient, "weight_norm": weight, "update_norm": update}


def facts(layers):
    dense = [LayerFacts(path, "Dense", "relu", flat_below=0.0) for path in layers]
    kernels = [WeightFacts(f"{path}/kernel", path, (8, 8)) for path in layers]
    biases = [WeightFacts(f"{p}/bias", p, (8,), kind="vector") for p in layers]
    return ModelFacts(
        layers=tuple(dense),
        weights=(*kernels, *biases),
        outputs=(OutputFacts("out", "mean_squared_error", units=8),),
        optimizer="SGD",
        learning_rate=0.25,
    )


def record_of(
    losses=(4.0, 2.0, 1.5, 1.0), layers=("net/dense", "net/dense_1"), **parts
):
    """Four steps an epoch, each of them a sample; `parts` go into each sample."""
    record = Record(facts(layers), PARTS)
    for step, loss in enumerate(losses):
        epoch, place = divmod(step, 4)
        values = {
            "loss": loss,
            "running_loss": np.mean(losses[4 * epoch : step + 1]),
            "outputs": {path: units(std=1.0 + step) for path in layers},
            "weights": {
                f"{path}/{name}": norms(update=0.01 * (step + 1))
                for path in layers
                for name in ("kernel", "bias")
            },
            **parts,
        }
        record.add_sample(step, epoch, place, values)
        if place == 3:
            logs = {"loss": loss, "val_loss": 2 * loss, "accuracy": 1 / (1 + loss)}
            record.end_epoch(epoch, step + 1, {**logs, "learning_rate": 0.5**epoch})
    return record
