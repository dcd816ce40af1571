from keras_nntricks import monitors
from keras_nntricks._twin import computes_own_loss, loss_weights_of
from keras_nntricks.checks._batch_record import batch_record
from keras_nntricks.checks._check_result import CheckResult
from keras_nntricks.checks._examples import gather
from keras_nntricks.checks._forward import forwards, mean_data_loss
from keras_nntricks.checks._left_as_it_was import left_as_it_was, require_compiled

_NAME = "initial_loss"
_FINE = (0.8, 1.5)
_DOUBTFUL = (0.5, 2.0)
_TOO_HIGH = (
    "Start the last layer with smaller weights, scale the inputs, and see whether the "
    "loss takes logits or probabilities."
)
_TOO_LOW = (
    "See whether the labels are among the inputs, the loss is weighted or masked, or "
    "the model was trained before."
)


def initial_loss(model, x, y=None, sample_weight=None, batch_size=32, steps=10):
    """Checks the loss of the untrained model against theory.

    For C classes it should be about ln C. `monitors.expected_initial_loss` gives the
    interval for each standard loss; between 0.8 times its lower and 1.5 times its
    upper end is fine, beyond 0.5 and 2 times has failed. Penalties are left out.

    Args:
        model: a built and compiled `keras.Model`, not trained yet.
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
    >>> last = keras.layers.Dense(10, activation="softmax", kernel_initializer="zeros")
    >>> model = keras.Sequential([keras.Input((4,)), last])
    >>> model.compile("sgd", "sparse_categorical_crossentropy")
    >>> x = np.random.default_rng(0).normal(size=(32, 4))
    >>> checks.initial_loss(model, x, np.arange(32) % 10).measured
    '2.303'

    Reference: Stanford CS231n, "Before learning: sanity checks tips/tricks",
    https://cs231n.github.io/neural-networks-3/#sanitycheck
    """
    require_compiled(model)
    examples = gather(x, y, sample_weight, batch_size, steps)
    with left_as_it_was(model):
        passes = forwards(model, examples)
        record = batch_record(model, examples, passes)
    found, expected = mean_data_loss(passes), _expected(model, record)
    measured = f"{found:.4g}"
    if record.facts.trained_before:
        return CheckResult(_NAME, "not run", measured, "a model not trained yet")
    if any(batch[2] is not None for batch in examples.batches):
        return CheckResult(_NAME, "not run", measured, "not known: sample weights")
    if expected is None:
        return CheckResult(_NAME, "not run", measured, "not known for this loss")
    low, high = expected
    told = f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
    numbers = {"loss": found, "low": low, "high": high}
    status, advice = _judged(found, low, high)
    return CheckResult(_NAME, status, measured, told, advice, numbers)


def _judged(found, low, high):
    if _within(found, low, high, _FINE):
        return "ok", ""
    status = "warning" if _within(found, low, high, _DOUBTFUL) else "failed"
    return status, _TOO_LOW if found < low else _TOO_HIGH


def _within(found, low, high, factors):
    # Cosine similarity is negative.
    margins = (1 - factors[0]) * abs(low), (factors[1] - 1) * abs(high)
    return low - margins[0] <= found <= high + margins[1]


def _expected(model, record):
    """The interval of the sum over the outputs, or None."""
    outputs = record.facts.outputs
    weights = loss_weights_of(model)
    if computes_own_loss(model) or weights is not None or not outputs:
        return None
    found = [
        monitors.expected_initial_loss(output, record.targets.get(output.name))
        for output in outputs
    ]
    if None in found:
        return None
    return tuple(sum(ends) for ends in zip(*found, strict=True))
