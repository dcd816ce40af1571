import itertools

import keras
import numpy as np

from keras_nntricks._arguments import is_number, require, require_count
from keras_nntricks._twin import (
    fresh_optimizer,
    hindrance,
    twin_of,
)
from keras_nntricks.checks._check_result import CheckResult
from keras_nntricks.checks._examples import gather
from keras_nntricks.checks._left_as_it_was import left_as_it_was, require_compiled
from keras_nntricks.checks._training import step
from keras_nntricks.checks._valley import compared, noise_of, smoothed, valley

_NAME = "learning_rate_range"
_EXPLODED = 4.0
_FAR_ABOVE, _FAR_BELOW = 30.0, 300.0
_BEYOND = 3.0
_NOWHERE = (
    "no rate found: the loss falls nowhere. See whether the model learns anything: "
    "overfit one batch first."
)


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
    to `end`, on a fresh optimizer of the same
    settings, until the smoothed loss is more than 4 times its best. The losses are
    those of the batches, not a running mean; how much harder one batch is than another
    is left out before they are smoothed. The suggestion is the rate at which the
    smoothed loss falls fastest on a logarithmic axis, or a tenth of the rate at which
    it is lowest if that is less. Losses that do not fall by a tenth, or by 3 times
    their noise, suggest nothing. Afterwards all weights are put back.

    Args:
        model: a built and compiled `keras.Model`.
        x: an array, a dict or a list of arrays, a tuple (x, y), a
            `keras.utils.PyDataset`, a `tf.data.Dataset` or an iterable of batches.
        y: the targets, where `x` does not hold them.
        sample_weight: weights of the examples, or None.
        batch_size: int >= 1. Cuts arrays. Defaults to 32.
        steps: int >= 1. Batches that take turns. Defaults to 10.
        start: number > 0. The first rate. Defaults to 1e-7.
        end: number > `start`. The last rate; 3 times the model's rate if that is not
            below it. Defaults to 10.
        num_steps: int >= 10. Rates to try. Defaults to 100.

    Returns:
        A `CheckResult`; `numbers` holds `rates`, `losses`, `smoothed`,
        `suggestion` and `largest`, the rate at which the loss is lowest before it
        rises: the last two are None where no rate was found, which is a warning. A
        rate of the model at which the loss explodes here has failed; one 30 times
        above or 300 times below the suggestion is a warning. A schedule's rate is not
        judged.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import checks
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile(keras.optimizers.SGD(50.0), "mse")
    >>> x = np.random.default_rng(0).normal(size=(320, 2))
    >>> checks.learning_rate_range(model, x, x[:, :1] + 1).status
    'failed'

    Reference: Smith, 2017, https://arxiv.org/abs/1506.01186, section 3.3; the
    choice: fastai, https://docs.fast.ai/callback.schedule.html
    """
    require_compiled(model)
    require(is_number(start) and start > 0, "start", "a positive number", start)
    require(is_number(end) and end > start, "end", "a number above `start`", end)
    require_count("num_steps", num_steps)
    require(num_steps >= 10, "num_steps", "at least 10", num_steps)
    examples = gather(x, y, sample_weight, batch_size, steps)
    if hindrance(model):
        return CheckResult(_NAME, "not run", hindrance(model))
    rate = _rate_of(model)
    is_beyond = rate is not None and rate >= end
    rates = np.geomspace(start, _BEYOND * rate if is_beyond else end, num_steps)
    with left_as_it_was(model):
        losses = _train(model, examples, rates)
    return _judged(rate, rates[: len(losses)], losses, len(examples.batches))


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
    least = np.min(smooth)
    rise, fall = smooth[-1] - least, smooth[0] - least
    # Four times next to nothing is nothing: it must undo half of the fall, too.
    return rise > max((_EXPLODED - 1) * abs(least), fall / 2)


def _rate_of(model):
    """The learning rate; None where it is a schedule, which may warm up."""
    optimizer = getattr(model.optimizer, "inner_optimizer", model.optimizer)
    if not is_number(optimizer.get_config().get("learning_rate")):
        return None
    return float(keras.ops.convert_to_numpy(optimizer.learning_rate))


def _judged(rate, rates, losses, num_batches):
    finite = np.isfinite(losses)
    level = compared(losses[finite], num_batches)
    smooth = smoothed(level)
    found = valley(rates[finite], smooth, noise_of(level))
    numbers = {"rates": rates, "losses": losses, "smoothed": smooth, "rate": rate}
    numbers["suggestion"] = found and found.suggestion
    numbers["largest"] = found and found.lowest
    own = "a schedule, not judged" if rate is None else f"learning rate {rate:.2g}"
    measured = f"{own}; tried up to {rates[-1]:.2g}"
    if found is None:
        told = "a loss that falls somewhere"
        return CheckResult(_NAME, "warning", measured, told, _NOWHERE, numbers)
    expected = f"about {found.suggestion:.2g}"
    status = _status(rate, rates, losses, found.suggestion)
    advice = "" if status == "ok" else f"A rate of about {found.suggestion:.2g}."
    return CheckResult(_NAME, status, measured, expected, advice, numbers)


def _status(rate, rates, losses, suggestion):
    if rate is None:
        return "ok"
    if rate >= rates[-1] and _has_exploded(list(losses)):
        return "failed"
    fits = 1 / _FAR_BELOW <= rate / suggestion <= _FAR_ABOVE
    return "ok" if fits else "warning"
