import itertools

import keras
import numpy as np

from keras_nntricks._arguments import is_number, require, require_count
from keras_nntricks.checks._check_result import CheckResult
from keras_nntricks.checks._examples import gather
from keras_nntricks.checks._left_as_it_was import left_as_it_was, require_compiled
from keras_nntricks.checks._training import step
from keras_nntricks.checks._twin import (
    fresh_optimizer,
    hindrance,
    twin_of,
)
from keras_nntricks.checks._valley import smoothed, valley

_NAME = "learning_rate_range"
_EXPLODED = 4.0
_FAR = 100.0


def learning_rate_range(
    model,
    x,
    y=None,
    sample_weight=None,
    batch_size=32,
    steps=10,
    start=1e-7,
    end=10.0,
    num_steps=100,
):
    """Tries learning rates from small to large and suggests one.

    Training begins with the rate `start`, which grows by the same factor each step up
    to `end`, on a fresh optimizer of the same settings, until the smoothed loss is
    more than 4 times its best. The losses are those of the batches, not a running
    mean. The suggestion is a tenth of the rate at the end of the longest valley, the
    longest series of ever smaller smoothed losses: from there on they rise. Afterwards
    all weights are put back.

    Args:
        model: a built and compiled `keras.Model`.
        x: an array, a dict or a list of arrays, a tuple (x, y), a
            `keras.utils.PyDataset`, a `tf.data.Dataset` or an iterable of batches.
        y: the targets, where `x` does not hold them.
        sample_weight: weights of the examples, or None.
        batch_size: int >= 1. Cuts arrays. Defaults to 32.
        steps: int >= 1. Batches that take turns. Defaults to 10.
        start: number > 0. The first rate. Defaults to 1e-7.
        end: number > `start`. The last rate. Defaults to 10.
        num_steps: int >= 10. Rates to try. Defaults to 100.

    Returns:
        A `CheckResult`; `numbers` holds `rates`, `losses`, `smoothed` and
        `suggestion`. A rate of the model at which the loss explodes here has failed;
        one 100 times away from the suggestion is a warning.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import checks
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile(keras.optimizers.SGD(50.0), "mse")
    >>> x = np.random.default_rng(0).normal(size=(320, 2))
    >>> checks.learning_rate_range(model, x, x[:, :1] + 1).status
    'failed'

    Reference: Smith, 2017, https://arxiv.org/abs/1506.01186, section 3.3; the valley:
    fastai, https://docs.fast.ai/callback.schedule.html#valley
    """
    require_compiled(model)
    require(is_number(start) and start > 0, "start", "a positive number", start)
    require(is_number(end) and end > start, "end", "a number above `start`", end)
    require_count("num_steps", num_steps)
    require(num_steps >= 10, "num_steps", "at least 10", num_steps)
    examples = gather(x, y, sample_weight, batch_size, steps)
    if hindrance(model):
        return CheckResult(_NAME, "not run", hindrance(model))
    rates = np.geomspace(start, end, num_steps)
    with left_as_it_was(model):
        losses = _train(model, examples, rates)
    return _judged(_rate_of(model), rates[: len(losses)], losses)


def _train(model, examples, rates):
    """The loss of each step until it explodes."""
    twin = twin_of(model, fresh_optimizer(model, learning_rate=0.0))
    losses = []
    for rate, batch in zip(rates, itertools.cycle(examples.batches), strict=False):
        twin.optimizer.learning_rate = rate
        losses.append(step(twin, batch))
        if _has_exploded(losses):
            break
    return np.array(losses)


def _has_exploded(losses):
    if not np.isfinite(losses[-1]):
        return True
    smooth = smoothed(losses)
    return smooth[-1] - np.min(smooth) > (_EXPLODED - 1) * abs(np.min(smooth))


def _rate_of(model):
    return float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))


def _judged(rate, rates, losses):
    finite = np.isfinite(losses)
    smooth = smoothed(losses[finite])
    suggestion = valley(rates[finite], smooth)
    numbers = {"rates": rates, "losses": losses, "smoothed": smooth}
    numbers |= {"suggestion": suggestion, "rate": rate}
    measured = f"learning rate {rate:.2g}; tried up to {rates[-1]:.2g}"
    if suggestion is None:
        told = "a loss that falls somewhere"
        advice = "See whether the model learns anything: overfit one batch first."
        return CheckResult(_NAME, "failed", measured, told, advice, numbers)
    expected = f"about {suggestion:.2g}"
    advice = f"Compile with a learning rate of about {suggestion:.2g}."
    exploded = rate >= rates[-1] and _has_exploded(list(losses))
    if exploded:
        return CheckResult(_NAME, "failed", measured, expected, advice, numbers)
    if not 1 / _FAR <= rate / suggestion <= _FAR:
        return CheckResult(_NAME, "warning", measured, expected, advice, numbers)
    return CheckResult(_NAME, "ok", measured, expected, numbers=numbers)
