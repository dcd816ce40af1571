"""The decay of the learning rate as a hyperparameter."""

import math

from keras import optimizers

from keras_nntricks._arguments import require_count
from keras_nntricks.search._bounds import require_choices
from keras_nntricks.search._log_uniform import log_uniform

KINDS = ("constant", "step", "exponential", "inverse_time", "cosine")
TO_THE_END = ("exponential", "inverse_time")


def decay(hp, learning_rate, steps, kinds=KINDS, name="decay"):
    """Draws a schedule of the learning rate and its constants.

    With r the given rate, t the step and T all steps of the training:

        constant:      r
        step:          r * factor ** floor(t / every),  every = ceil(T / (drops + 1))
        exponential:   r * exp(-k t)
        inverse_time:  r / (1 + k t)
        cosine:        r * (1 + cos(pi t / T)) / 2

    `factor` is 0.5 or 0.1, `drops` 1 to 4, and k is such that the rate at the end is r
    times `final`, log-uniform in [0.001, 0.5]. So the constants mean the same for short
    and for long trainings. They are named `name` + `"/factor"`, `"/drops"` and
    `"/final"` and exist only for the kinds that have them.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        learning_rate: positive number, the rate at the start.
        steps: int >= 1, the steps of a whole training: batches x epochs.
        kinds: list out of `"constant"`, `"step"`, `"exponential"`, `"inverse_time"`
            and `"cosine"`. Defaults to all.
        name: string, the name in the search. Defaults to `"decay"`.

    Returns:
        A float for `"constant"`, a `keras.optimizers.schedules.LearningRateSchedule`
        otherwise. Outside of a search: that of the first kind.

    Raises:
        ValueError: if a kind is not known or `steps` is no positive integer.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> hp = keras_tuner.HyperParameters()
    >>> rate = search.learning_rate(hp, 0.01, 1.0)
    >>> schedule = search.decay(hp, rate, steps=1000, kinds=["exponential"])
    >>> [round(float(schedule(step)), 4) for step in (0, 500, 1000)]
    [0.1, 0.015, 0.0022]

    Reference: the notes of CS231n on annealing the learning rate,
    https://cs231n.github.io/neural-networks-3/#anneal; for the cosine Loshchilov &
    Hutter, 2017, https://arxiv.org/abs/1608.03983.
    """
    require_choices("kinds", kinds, KINDS)
    require_count("steps", steps)
    kind = hp.Choice(name, list(kinds), default=kinds[0])
    constants = _constants(hp, kinds, name)
    if kind in (None, "constant"):
        return learning_rate
    return _SCHEDULES[kind](learning_rate, int(steps), **constants)


def _constants(hp, kinds, name):
    """Those of the drawn kind; those of the others are declared, too."""
    drawn = {}
    if "step" in kinds:
        with hp.conditional_scope(name, ["step"]):
            factor = hp.Choice(f"{name}/factor", [0.5, 0.1], default=0.5)
            drawn["factor"] = factor
            drawn["drops"] = hp.Int(f"{name}/drops", 1, 4, default=2)
    ending = [kind for kind in TO_THE_END if kind in kinds]
    if ending:
        with hp.conditional_scope(name, ending):
            drawn["final"] = log_uniform(hp, f"{name}/final", 1e-3, 0.5)
    return {key: value for key, value in drawn.items() if value is not None}


def _step(rate, steps, factor, drops):
    every = math.ceil(steps / (drops + 1))
    return optimizers.schedules.ExponentialDecay(rate, every, factor, staircase=True)


def _exponential(rate, steps, final):
    return optimizers.schedules.ExponentialDecay(rate, steps, final)


def _inverse_time(rate, steps, final):
    return optimizers.schedules.InverseTimeDecay(rate, steps, 1.0 / final - 1.0)


_SCHEDULES = {
    "step": _step,
    "exponential": _exponential,
    "inverse_time": _inverse_time,
    "cosine": optimizers.schedules.CosineDecay,
}
