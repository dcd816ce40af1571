"""One number per epoch for the logs, from the newest samples of a record."""

import numpy as np

NOT_COUNTED = ("gate", "dropout", "output")


def _rows(record, table):
    """The rows of the last epoch's samples, or the last row if it has none."""
    if not len(table):
        return table
    newest = record.sample_epochs == record.epoch_numbers[-1]
    return table[newest] if newest.any() else table[-1:]


def _median(values):
    return float(np.median(values)) if values.size else np.nan


def gradient_norm(record):
    """The norm of all gradients together; the median over the samples."""
    norms = _rows(record, record.weight("gradient_norm"))
    return (
        float(np.median(np.sqrt(np.sum(norms**2, axis=-1)))) if len(norms) else np.nan
    )


def update_ratio(record):
    """The median over kernels and samples."""
    ratios = _rows(record, record.weight("update_ratio"))
    kernels = [record.facts.weight(p).kind == "kernel" for p in record.weight_paths]
    ratios = ratios[:, np.array(kernels, bool)]
    return _median(ratios[~np.isnan(ratios)])  # a kernel of zeros has no ratio


def activation_std(record):
    """The std of a layer's outputs, the median over layers and samples."""
    return _median(_rows(record, record.layer("std")))


def dead_units(record):
    """The fraction of the units that were dead in the last epoch that was sampled."""
    last = [
        dead[-1]
        for path, dead in record.dead.items()
        if len(dead) and record.facts.layer(path).role not in NOT_COUNTED
    ]
    return float(np.mean(np.concatenate(last))) if last else 0.0


def learning_rate(record):
    """The rate at the end of the epoch; None where the optimizer has none."""
    rates = record.epochs.get("learning_rate")
    return None if rates is None else float(rates[-1])


def generalization_gap(record):
    """The validation loss minus the training loss; None where either is not known."""
    logs = record.epochs
    if "loss" not in logs or "val_loss" not in logs:
        return None
    return float(logs["val_loss"][-1] - logs["loss"][-1])
