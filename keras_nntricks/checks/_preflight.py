from keras_nntricks._arguments import require
from keras_nntricks.checks._data_statistics import data_statistics
from keras_nntricks.checks._dead_units import dead_units
from keras_nntricks.checks._examples import gather
from keras_nntricks.checks._gradient_check import gradient_check
from keras_nntricks.checks._initial_loss import initial_loss
from keras_nntricks.checks._labels_and_loss import labels_and_loss
from keras_nntricks.checks._learning_rate_range import learning_rate_range
from keras_nntricks.checks._left_as_it_was import require_compiled
from keras_nntricks.checks._obstacle import Obstacle, raised
from keras_nntricks.checks._overfit_batch import overfit_batch
from keras_nntricks.checks._preflight_report import PreflightReport
from keras_nntricks.checks._regularization import regularization
from keras_nntricks.checks._shapes import shapes

_WITHOUT_LOSS = (data_statistics, labels_and_loss, dead_units)
_CHECKS = {
    check.__name__: check
    for check in (
        *_WITHOUT_LOSS,
        *(shapes, initial_loss, regularization),
        *(gradient_check, overfit_batch, learning_rate_range),
    )
}


def preflight(model, x, y=None, sample_weight=None, batch_size=32, steps=10, skip=()):
    """Runs all checks before a training and reports what each of them found.

    The data, whether labels and loss belong together, dead units, the shapes, the
    initial loss against theory, regularization, the gradients, overfitting one batch,
    a learning-rate range test. The model, its optimizer, its metrics and the random
    generators are as before afterwards, bit for bit, also after an exception. A check
    that raises an error has failed; the others run, but for those that need a loss
    where there is none.

    Args:
        model: a built and compiled `keras.Model`.
        x: an array, a dict or a list of arrays, a tuple (x, y), a
            `keras.utils.PyDataset`, a `tf.data.Dataset` or an iterable of batches,
            which is read once.
        y: the targets, where `x` does not hold them.
        sample_weight: weights of the examples, or None.
        batch_size: int >= 1. Cuts arrays. Defaults to 32.
        steps: int >= 1. Batches to use. Defaults to 10.
        skip: names of checks to leave out. Defaults to none.

    Returns:
        A `PreflightReport`.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import checks
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile(keras.optimizers.SGD(0.1), "mse")
    >>> x = np.random.default_rng(0).normal(size=(320, 2))
    >>> report = checks.preflight(model, x, x[:, :1] + 1, skip=["initial_loss"])
    >>> report.exit_status
    0

    Reference: Stanford CS231n, "Before learning: sanity checks tips/tricks",
    https://cs231n.github.io/neural-networks-3/#sanitycheck
    """
    require_compiled(model)
    named = not isinstance(skip, str) and set(skip) <= set(_CHECKS)
    require(named, "skip", f"a list of some of {', '.join(_CHECKS)}", skip)
    examples = gather(x, y, sample_weight, batch_size, steps)
    chosen = [check for name, check in _CHECKS.items() if name not in skip]
    before = [check for check in chosen if check in _WITHOUT_LOSS]
    results = [_result(check, model, examples) for check in before]
    obstacle = Obstacle(model, examples, results)
    for check in chosen[len(before) :]:
        found = obstacle.stops(check.__name__)
        results.append(found or _result(check, model, examples))
    return PreflightReport(tuple(results))


def _result(check, model, examples):
    try:
        return check(model, examples)
    except Exception as error:
        return raised(check.__name__, error)
