import keras
import numpy as np

from keras_nntricks import monitors
from keras_nntricks.checks._check_result import CheckResult
from keras_nntricks.checks._examples import Examples, gather
from keras_nntricks.checks._forward import Forward
from keras_nntricks.checks._left_as_it_was import left_as_it_was, require_compiled

_NAME = "shapes"
_CLOSE = 1e-3
_EXAMPLES = 4
_BROADCAST = "Give targets the shape of the predictions."
_MIXED = (
    "See whether the loss broadcasts targets of shape (n,) against predictions of "
    "shape (n, 1), or mixes examples on purpose."
)
_SOUND = "targets shaped as predictions, a loss that is a mean over examples"


def shapes(model, x, y=None, sample_weight=None, batch_size=32):
    """Checks that no shape is broadcast between predictions and loss.

    Targets of shape (n, 1) beside predictions of shape (n, 10) give a loss without an
    error. (n,) beside (n, 1) does so in a `keras.losses.Loss` or a `compute_loss` of
    one's own, which then compares each example with each other; for a plain function
    Keras adds the missing axis. The loss of a batch must be the mean, or the sum, of
    what it is for one example at a time.

    Args:
        model: a built and compiled `keras.Model`.
        x: an array, a dict or a list of arrays, a tuple (x, y), a
            `keras.utils.PyDataset`, a `tf.data.Dataset` or an iterable of batches.
        y: the targets, where `x` does not hold them.
        sample_weight: weights of the examples, or None.
        batch_size: int >= 1. Examples to look at. Defaults to 32.

    Returns:
        A `CheckResult`.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import checks
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
    >>> model.compile("sgd", "mse")
    >>> checks.shapes(model, np.ones((8, 2)), np.ones((8, 1))).measured
    'targets (8, 1) beside predictions (8, 3)'

    Reference: Karpathy, "A Recipe for Training Neural Networks",
    https://karpathy.github.io/2019/04/25/recipe/
    """
    require_compiled(model)
    examples = gather(x, y, sample_weight, batch_size, steps=1)
    batch = examples.batches[0]
    with left_as_it_was(model):
        whole = Forward(model, batch, training=False)
        kinds = [output.loss for output in monitors.describe(model).outputs]
        measured = _broadcast(whole.predictions, batch[1], kinds)
        if measured:
            return CheckResult(_NAME, "failed", measured, _SOUND, _BROADCAST)
        few = examples.few(_EXAMPLES)
        together = Forward(model, few, training=False)
        alone = [Forward(model, one, training=False) for one in _single(few)]
        losses = np.array([one.data_loss for one in alone])
    measured = _pairs(whole.predictions, batch[1])
    if together.masked or sample_weight is not None or batch[2] is not None:
        return CheckResult(_NAME, "ok", measured, _SOUND)
    numbers = {"together": together.data_loss, "alone": losses}
    if _agrees(together.data_loss, losses):
        return CheckResult(_NAME, "ok", measured, _SOUND, numbers=numbers)
    told = f"{together.data_loss:.4g} together, {losses.mean():.4g} one by one"
    return CheckResult(_NAME, "failed", told, _SOUND, _MIXED, numbers)


def _agrees(together, losses):
    close = _CLOSE * max(np.mean(np.abs(losses)), 1e-6)
    return min(abs(together - f(losses)) for f in (np.mean, np.sum)) <= close


def _single(batch):
    size = len(keras.tree.flatten(batch[0])[0])
    return [Examples((batch,)).at([index]) for index in range(size)]


def _flat(structure):
    return [part for part in keras.tree.flatten(structure) if part is not None]


def _pairs(predictions, y):
    return "; ".join(
        f"targets {target.shape} beside predictions {found.shape}"
        for found, target in zip(_flat(predictions), _flat(y), strict=False)
    )


def _broadcast(predictions, y, losses):
    """The first pair that a loss of Keras broadcasts, in words."""
    pairs = zip(_flat(predictions), _flat(y), losses, strict=False)
    for found, target, loss in pairs:
        stretched = found.ndim == target.ndim and found.shape != target.shape
        if stretched and hasattr(keras.losses, str(loss)) and loss not in _OF_CLASSES:
            return _pairs(found, target)
    return ""


_OF_CLASSES = ("circle", "ctc", "sparse_categorical_crossentropy")
