import numpy as np

from keras_nntricks.checks._batch_record import batch_record
from keras_nntricks.checks._examples import gather
from keras_nntricks.checks._forward import forwards
from keras_nntricks.checks._left_as_it_was import left_as_it_was, require_compiled
from keras_nntricks.checks._ruled import DATA, ruled

_SOUND = "finite inputs and labels, inputs of one scale around 0"


def data_statistics(model, x, y=None, sample_weight=None, batch_size=32, steps=10):
    """Checks that inputs and labels are finite and inputs centred and scaled.

    The model tells which inputs a layer takes that scales them or looks them up: these
    may be of any size. The rules are those of `monitors.RULES` about inputs.

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
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> x = np.random.default_rng(0).normal(size=(64, 2))
    >>> checks.data_statistics(model, x, x[:, :1]).status
    'ok'

    Reference: Stanford CS231n, "Setting up the data and the model",
    https://cs231n.github.io/neural-networks-2/#datapre
    """
    require_compiled(model)
    examples = gather(x, y, sample_weight, batch_size, steps)
    with left_as_it_was(model):
        record = batch_record(model, examples, forwards(model, examples))
    measured = "; ".join(map(_told, record.inputs.items())) or "no numeric inputs"
    return ruled("data_statistics", record, DATA, _SOUND, measured)


def _told(item):
    name, units = item
    low, high = np.min(units["minimum"]), np.max(units["maximum"])
    mean, std = np.mean(units["mean"]), np.mean(units["std"])
    return f"{name}: {low:.3g} to {high:.3g}, mean {mean:.3g}, std {std:.3g}"
