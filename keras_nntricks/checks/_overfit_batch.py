import keras
import numpy as np

from keras_nntricks import monitors
from keras_nntricks._arguments import is_number, require, require_count
from keras_nntricks._twin import (
    fresh_optimizer,
    hindrance,
    twin_of,
)
from keras_nntricks.checks._check_result import CheckResult
from keras_nntricks.checks._examples import gather
from keras_nntricks.checks._forward import Forward
from keras_nntricks.checks._least_loss import least_loss
from keras_nntricks.checks._left_as_it_was import left_as_it_was, require_compiled
from keras_nntricks.checks._training import step, without_dropout

_NAME = "overfit_batch"
_ALMOST = 0.5
_NOTHING = 1e-3
_PATIENCE = 200
_SAME = (
    "The predictions do not depend on the input: look for dead units, inputs that are "
    "zero, weights that do not train."
)
_STUCK = (
    "See whether labels belong to their inputs, whether equal inputs have different "
    "labels, and try a larger learning rate or a larger model."
)
_STAYED = (
    "A learning rate that is a tenth of this one, then one ten times as large; and "
    "see whether labels belong to their inputs."
)
_LOST = "Lower the learning rate."
_CUT_OFF = (
    "The loss stays where some labels have a probability of 0, which it cuts off at "
    "the epsilon of Keras: no gradient comes back from there. Give the loss logits "
    "(`from_logits=True`) and start with smaller weights or inputs."
)


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
    without regularisation and dropout, until no more than `share` of what it can fall
    is left: from its first value down to that of predictions equal to the targets,
    which is 0 for hard labels and the entropy of soft or smoothed ones. Where that is
    not known and the loss is not positive, falling is enough. It ends early if 200
    steps bring nothing. Afterwards all weights are put back.

    Args:
        model: a built and compiled `keras.Model`.
        x: an array, a dict or a list of arrays, a tuple (x, y), a
            `keras.utils.PyDataset`, a `tf.data.Dataset` or an iterable of batches.
        y: the targets, where `x` does not hold them.
        sample_weight: weights of the examples, or None.
        num_examples: int >= 1. Examples in the batch. Defaults to 16.
        num_steps: int >= 1. Training steps at most. Defaults to 1000.
        share: number in (0, 1). The share of the first loss, above the least
            possible one, that must be reached. Defaults to 0.05.
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
    if hindrance(model):
        return CheckResult(_NAME, "not run", hindrance(model))
    with left_as_it_was(model), without_dropout(model):
        batch = examples.few(num_examples)
        floor = least_loss(model, batch)
        losses = _train(model, batch, num_steps, share, learning_rate, floor)
        same = _are_the_same(Forward(model, batch, training=False).predictions)
    return _judged(losses, share, same, floor, _cut_off(model, num_examples))


def _train(model, batch, num_steps, share, learning_rate, floor):
    settings = {} if learning_rate is None else {"learning_rate": learning_rate}
    optimizer = fresh_optimizer(model, **settings)
    twin = twin_of(model, optimizer, penalties=False)
    losses = []
    while len(losses) < num_steps and not _is_over(losses, share, floor):
        losses.append(step(twin, batch))
    return np.array(losses)


def _is_over(losses, share, floor):
    if not losses:
        return False
    reached = not losses[-1] > _goal(losses[0], share, floor)  # or not finite
    stuck = len(losses) - 1 - int(np.argmin(losses)) >= _PATIENCE
    return reached or stuck


def _goal(first, share, floor):
    """The loss to reach; minus infinity where nothing tells."""
    if floor is None:
        return share * first if first > 0 else -np.inf
    return floor + share * max(first - floor, 0.0)


def _are_the_same(predictions):
    first = keras.tree.flatten(predictions)[0]
    spread = np.ptp(first, axis=0)
    return len(first) > 1 and np.all(spread <= 1e-6 * (np.abs(first).max() + 1e-6))


def _cut_off(model, num_examples):
    """Tells whether a loss is that of k of n labels whose probability is cut off."""
    outputs = monitors.describe(model).outputs
    takes_probabilities = len(outputs) == 1 and "crossentropy" in str(outputs[0].loss)
    if not takes_probabilities or outputs[0].loss_settings.get("from_logits"):
        return lambda loss: False
    one = -np.log(keras.config.epsilon()) / num_examples

    def is_cut_off(loss):
        labels = loss / one
        return labels > 0.5 and abs(labels - np.round(labels)) < _NOTHING

    return is_cut_off


def _judged(losses, share, same, floor, cut_off):
    first, goal = losses[0], _goal(losses[0], share, floor)
    best = np.nanmin(losses) if np.any(np.isfinite(losses)) else np.nan
    measured = f"{first:.4g} to {best:.4g} in {len(losses)} steps"
    expected = f"{goal:.4g} or less" if np.isfinite(goal) else f"below {first:.4g}"
    numbers = {"losses": losses, "floor": floor}
    fell = best < first - _NOTHING * max(abs(first), 1.0)
    if best <= goal or (goal == -np.inf and fell):
        return CheckResult(_NAME, "ok", measured, expected, numbers=numbers)
    lost = not np.isfinite(losses[-1]) or losses[-1] > first + 2 * abs(first)
    stays = _CUT_OFF if cut_off(best) else _STUCK if fell else _STAYED
    advice = _SAME if same else _LOST if lost else stays
    bottom = 0.0 if floor is None else floor
    near = best - bottom <= _ALMOST * (first - bottom) and not lost and not same
    unknown = floor is None and not lost and not same
    status = "warning" if fell and (near or unknown) else "failed"
    return CheckResult(_NAME, status, measured, expected, advice, numbers)
