import keras
import numpy as np

from keras_nntricks._arguments import is_number, require, require_count
from keras_nntricks.checks._check_result import CheckResult
from keras_nntricks.checks._examples import gather
from keras_nntricks.checks._forward import forward
from keras_nntricks.checks._left_as_it_was import left_as_it_was, require_compiled
from keras_nntricks.checks._training import step, without_dropout
from keras_nntricks.checks._twin import (
    fresh_optimizer,
    trains_its_own_way,
    twin_of,
)

_NAME = "overfit_batch"
_ALMOST = 0.5
_PATIENCE = 200
_SAME = (
    "The predictions do not depend on the input: look for dead units, inputs that are "
    "zero, weights that do not train."
)
_STUCK = (
    "See whether labels belong to their inputs, whether equal inputs have different "
    "labels, and try a larger learning rate or a larger model."
)
_LOST = "Lower the learning rate."


def overfit_batch(
    model,
    x,
    y=None,
    sample_weight=None,
    num_examples=16,
    num_steps=1000,
    share=0.05,
    learning_rate=None,
):
    """Checks that the model can learn one small batch by heart.

    A fresh optimizer of the same settings trains the model on the same few examples,
    without regularisation and dropout, until the loss is `share` of what it was. It
    ends early if 200 steps bring nothing. Afterwards all weights are put back.

    Args:
        model: a built and compiled `keras.Model`.
        x: an array, a dict or a list of arrays, a tuple (x, y), a
            `keras.utils.PyDataset`, a `tf.data.Dataset` or an iterable of batches.
        y: the targets, where `x` does not hold them.
        sample_weight: weights of the examples, or None.
        num_examples: int >= 1. Examples in the batch. Defaults to 16.
        num_steps: int >= 1. Training steps at most. Defaults to 1000.
        share: number in (0, 1). The share of the first loss that must be reached.
            Defaults to 0.05.
        learning_rate: number > 0, or None for that of the model's optimizer. Defaults
            to None.

    Returns:
        A `CheckResult`; `numbers["losses"]` is the loss of each step.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import checks
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile(keras.optimizers.SGD(0.1), "mse")
    >>> x = np.random.default_rng(0).normal(size=(16, 2))
    >>> checks.overfit_batch(model, x, x[:, :1] + 1).status
    'ok'

    Reference: Stanford CS231n, "Before learning: sanity checks tips/tricks",
    https://cs231n.github.io/neural-networks-3/#sanitycheck
    """
    require_compiled(model)
    require_count("num_examples", num_examples)
    require_count("num_steps", num_steps)
    in_range = is_number(share) and 0 < share < 1
    require(in_range, "share", "a number in (0, 1)", share)
    positive = is_number(learning_rate) and learning_rate > 0
    valid = learning_rate is None or positive
    require(valid, "learning_rate", "a positive number or None", learning_rate)
    examples = gather(x, y, sample_weight, num_examples, steps=1)
    if trains_its_own_way(model):
        return CheckResult(_NAME, "not run", "a `train_step` of its own")
    with left_as_it_was(model), without_dropout(model):
        batch = examples.few(num_examples)
        losses = _train(model, batch, num_steps, share, learning_rate)
        same = _are_the_same(forward(model, batch, training=False).predictions)
    return _judged(losses, share, same)


def _train(model, batch, num_steps, share, learning_rate):
    optimizer = fresh_optimizer(model)
    if learning_rate is not None:
        optimizer.learning_rate = learning_rate
    twin = twin_of(model, optimizer, penalties=False)
    losses = []
    while len(losses) < num_steps and not _is_over(losses, share):
        losses.append(step(twin, batch))
    return np.array(losses)


def _is_over(losses, share):
    if not losses:
        return False
    reached = not losses[-1] > share * losses[0]  # or not finite
    stuck = len(losses) - 1 - int(np.argmin(losses)) >= _PATIENCE
    return reached or stuck


def _are_the_same(predictions):
    first = keras.tree.flatten(predictions)[0]
    spread = np.ptp(first, axis=0)
    return len(first) > 1 and np.all(spread <= 1e-6 * (np.abs(first).max() + 1e-6))


def _judged(losses, share, same):
    best = np.nanmin(losses) if np.any(np.isfinite(losses)) else np.nan
    measured = f"{losses[0]:.4g} to {best:.4g} in {len(losses)} steps"
    expected = f"{share * losses[0]:.4g} or less"
    numbers = {"losses": losses}
    if best <= share * losses[0]:
        return CheckResult(_NAME, "ok", measured, expected, numbers=numbers)
    lost = not np.isfinite(losses[-1]) or losses[-1] > 3 * losses[0]
    advice = _SAME if same else _LOST if lost else _STUCK
    near = best <= _ALMOST * losses[0] and not lost and not same
    status = "warning" if near else "failed"
    return CheckResult(_NAME, status, measured, expected, advice, numbers)
