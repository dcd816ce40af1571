import numpy as np

from keras_nntricks.checks._check_result import CheckResult
from keras_nntricks.checks._examples import gather
from keras_nntricks.checks._forward import Forward
from keras_nntricks.checks._left_as_it_was import left_as_it_was, require_compiled
from keras_nntricks.checks._penalties import expected_penalties, stronger

_NAME = "regularization"
_CLOSE = 0.01
_FORGOTTEN = (
    "Give the regularizer to `add_weight`, and add `self.losses` to the loss where the "
    "model computes the loss itself."
)
_TOO_STRONG = "Lower the strength of the regularizers."


def regularization(model, x, y=None, sample_weight=None, batch_size=32):
    """Checks that regularizers raise the loss by what they should.

    The penalty of each weight that has a regularizer, or whose layer has one for it
    (`kernel_regularizer`), is computed from its values. Then all regularizers are
    made stronger, and the loss must rise in proportion.

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
    >>> dense = keras.layers.Dense(
    ...     1, kernel_initializer="ones", kernel_regularizer=keras.regularizers.L2(0.1)
    ... )
    >>> model = keras.Sequential([keras.Input((5,)), dense])
    >>> model.compile("sgd", "mse")
    >>> print(checks.regularization(model, np.ones((8, 5)), np.ones((8, 1))).measured)
    0.5 on top of 16

    Reference: Stanford CS231n, "Before learning: sanity checks tips/tricks",
    https://cs231n.github.io/neural-networks-3/#sanitycheck
    """
    require_compiled(model)
    examples = gather(x, y, sample_weight, batch_size, steps=1)
    with left_as_it_was(model):
        expected = expected_penalties(model)
        plain = Forward(model, examples.batches[0], training=False)
        total = sum(expected.values())
        factor = 1 + max(1.0, abs(plain.loss) / total if total else 0)
        with stronger(model, factor):
            cranked = Forward(model, examples.batches[0], training=False).loss
    added = (cranked - plain.loss) / (factor - 1)
    return _judged(expected, added, plain)


def _judged(expected, added, plain):
    if not expected:
        return CheckResult(_NAME, "not run", "no regularizer")
    total, rest = sum(expected.values()), plain.loss - added
    numbers = {"expected": expected, "added": added, "rest": rest}
    told = {"measured": f"{added:.4g} on top of {rest:.4g}", "expected": f"{total:.4g}"}
    if abs(added - total) > _CLOSE * abs(total):
        told["measured"] += _named(expected, plain.penalties)
        return CheckResult(_NAME, "failed", **told, advice=_FORGOTTEN, numbers=numbers)
    if added > abs(rest) > 0:
        told["expected"] += ", less than the rest of the loss"
        advice = _TOO_STRONG
        return CheckResult(_NAME, "warning", **told, advice=advice, numbers=numbers)
    return CheckResult(_NAME, "ok", **told, numbers=numbers)


def _named(expected, penalties):
    missing = [path for path, value in expected.items() if _lacks(penalties, value)]
    return f", without that of {', '.join(missing)}" if missing else ""


def _lacks(penalties, value):
    return not np.any(np.isclose(penalties, value, rtol=_CLOSE, atol=1e-12))
