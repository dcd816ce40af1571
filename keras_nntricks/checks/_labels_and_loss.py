from keras_nntricks.checks._batch_record import batch_record
from keras_nntricks.checks._examples import gather
from keras_nntricks.checks._forward import forwards
from keras_nntricks.checks._left_as_it_was import left_as_it_was, require_compiled
from keras_nntricks.checks._ruled import FIT, ruled

_SOUND = "labels, last layer and loss that belong together"


def labels_and_loss(model, x, y=None, sample_weight=None, batch_size=32, steps=10):
    """Checks that the labels, the last layer and the loss belong together.

    Softmax of one unit, logits taken as probabilities, one-hot labels for a sparse
    loss, labels out of range, a regression through a squashing layer: the loss curves
    of these look different on each backend, so that structure and labels are looked
    at instead. The rules are those of `monitors.RULES`.

    Args:
        model: a built and compiled `keras.Model`.
        x: an array, a dict or a list of arrays, a tuple (x, y), a
            `keras.utils.PyDataset`, a `tf.data.Dataset` or an iterable of batches.
        y: the targets, where `x` does not hold them.
        sample_weight: weights of the examples, or None.
        batch_size: int >= 1. Cuts arrays. Defaults to 32.
        steps: int >= 1. Batches to look at. Defaults to 10.

    Returns:
        A `CheckResult`.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import checks
    >>> softmax = keras.layers.Dense(1, activation="softmax")
    >>> model = keras.Sequential([keras.Input((2,)), softmax])
    >>> model.compile("sgd", "binary_crossentropy")
    >>> x = np.random.default_rng(0).normal(size=(64, 2))
    >>> result = checks.labels_and_loss(model, x, x[:, :1] > 0)
    >>> result.status, result.numbers["rules"]
    ('failed', ('softmax-of-one-unit',))

    Reference: Stanford CS231n, "Losses",
    https://cs231n.github.io/neural-networks-2/#losses
    """
    require_compiled(model)
    examples = gather(x, y, sample_weight, batch_size, steps)
    with left_as_it_was(model):
        record = batch_record(model, examples, forwards(model, examples))
    measured = "; ".join(map(_told, record.facts.outputs))
    return ruled("labels_and_loss", record, FIT, _SOUND, measured)


def _told(output):
    activation = output.activation or "linear"
    return f"{output.name}: {output.units} units, {activation}, {output.loss}"
