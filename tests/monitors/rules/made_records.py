"""Records with losses of one's choice."""

import numpy as np

from keras_nntricks.monitors import ModelFacts, OutputFacts, Record

CLASSES = OutputFacts("head", "sparse_categorical_crossentropy", False, 10, "softmax")
UNKNOWN = OutputFacts("head", None)


def record_of(losses, every=10, per_epoch=50, output=CLASSES, logs=None, **values):
    """A `Record` of training steps with these losses.

    `logs` maps a name to its values at the ends of the epochs, `values` are those of
    each sample.
    """
    record = Record(ModelFacts(outputs=(output,)), {"loss", "epochs", "outputs"})
    losses = np.asarray(losses, float)
    for begin in range(0, len(losses), per_epoch):
        epoch, inside = begin // per_epoch, losses[begin : begin + per_epoch]
        for at in range(0, len(inside), every):
            sample = {
                "loss": inside[at],
                "penalty": 0.0,
                "running_loss": inside[: at + 1].mean(),
                "examples": 64,
            }
            record.add_sample(begin + at, epoch, at, sample | values)
        ends = {name: curve[epoch] for name, curve in (logs or {}).items()}
        record.end_epoch(epoch, begin + len(inside), {"loss": inside.mean()} | ends)
    return record


def rules_of(verdicts):
    """The names of the rules."""
    return [verdict.rule for verdict in verdicts]
