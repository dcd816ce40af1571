"""How well and how fast a run learned."""

from __future__ import annotations

import numpy as np


def losses_of(history, log="loss"):
    """A log by epoch; infinite where it is not finite."""
    return [np.inf if value is None else value for value in history[log]]


def steps_to(values, target, steps_per_epoch, higher_is_better=False):
    """Steps to the end of the first epoch beyond a target; None for never."""
    sign = -1 if higher_is_better else 1
    hit = [e for e, value in enumerate(values, 1) if sign * value < sign * target]
    return hit[0] * steps_per_epoch if hit else None


def mean_of_first(values, share):
    """Mean over the first share of the epochs, at least one."""
    return float(np.mean(values[: max(1, round(share * len(values)))]))


def steps_per_epoch(dataset, batch_size):
    """Steps of an epoch; the last batch may be smaller."""
    return -(-len(dataset.x_train) // batch_size)


def logits_of(model, x, at_once=500):
    """What a model says to many examples, as a NumPy array."""
    import keras

    batches = np.array_split(x, -(-len(x) // at_once))
    found = [keras.ops.convert_to_numpy(model(b, training=False)) for b in batches]
    return np.concatenate(found)


def test_scores(model, dataset):
    """Loss (nats) and accuracy on the test examples."""
    logits = logits_of(model, dataset.x_test).astype("float64")
    return {
        "test_loss": cross_entropy(logits, dataset.y_test),
        "test_accuracy": float(np.mean(logits.argmax(axis=1) == dataset.y_test)),
    }


def test_accuracy(model, dataset):
    """Fraction of test examples that the model gets right."""
    labels = logits_of(model, dataset.x_test).argmax(axis=1)
    return float(np.mean(labels == dataset.y_test))


def cross_entropy(logits, labels):
    """Mean of -log softmax(logits)[label], in nats."""
    highest = logits.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(logits - highest).sum(axis=1)) + highest[:, 0]
    return float(np.mean(log_sums - logits[np.arange(len(labels)), labels]))


def per_cent_wrong(scores, labels):
    """Examples whose highest score is not that of their label, in per cent."""
    return 100 * float(np.mean(scores.argmax(axis=1) != labels))


def initial_weights(build, run):
    """The weights that a run of `fit_many` began with."""
    import keras

    settings = {name: value for name, value in run.items() if name != "seed"}
    keras.utils.set_random_seed(run["seed"])
    return build(**settings).get_weights()
