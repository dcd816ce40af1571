"""Learning rates that are too high or too low: the loss and the updates together."""

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._kernels import kernels
from keras_nntricks.monitors._rules._percent import percent
from keras_nntricks.monitors._rules._progress import progress

WEIGHTS = frozenset({"loss", "weights"})
LECTURE = (
    "an update of about 1e-3 of the weight: https://cs231n.github.io/neural-networks-3/"
)


def _finite_until(record):
    """How many samples came before the loss was lost."""
    lost = np.flatnonzero(record.lost)
    return int(lost[0]) if lost.size else len(record.losses)


def _too_high(record, early, late, steps, worse, jump, left):
    """Large updates, and a loss that they made worse or keep from falling."""
    found = kernels(record)
    if found is None:
        return
    until = _finite_until(record)
    if until == 0:
        return
    ratio = found.ratio()[: until + 1]
    # Momentum and second moments need some steps to settle.
    first = _largest(ratio[record.steps[: until + 1] <= 8])
    last = _median(ratio[ratio.size // 2 :]) if ratio.size >= 4 else np.nan
    harm = _harm(record, until, steps, worse, jump, left)
    if harm is None or (not last >= late and _has_settled(record, until, jump)):
        return
    if first >= early or last >= late:
        value, when = (first, "first") if first >= early else (last, "later")
        yield Finding(
            "learning rate",
            0,
            f"{harm}, and an update of the {when} steps changes the kernels by "
            f"{percent(value)} of their size",
        )


def _harm(record, until, steps, worse, jump, left):
    """What the updates did to the loss, in words; None if it fell."""
    now = progress(record)
    if until < len(record.losses):
        first = record.losses[0]
        return f"the loss went from {first:.4g} to {record.losses[until]}"
    if now is None or now.steps < steps or _is_mostly_penalty(record):
        return None
    if now.recent < 0.5 * now.first and _still_falls(now):
        return None  # targets far from 0 make a first loss far above chance
    start = min(now.first, now.chance)
    peak = np.max(now.curve.means)
    is_behind = now.left >= left
    if now.recent >= worse * start or (is_behind and peak > jump * now.first):
        return (
            f"the loss was {now.first:.4g} at first, up to {peak:.4g}, and is "
            f"{now.recent:.4g} after {now.steps} steps"
        )
    return None


def _has_settled(record, until, jump):
    """Whether the loss went down to chance from a bad start, and never up.

    Updates that were large at first did that good, and none are large any more.
    """
    now = progress(record)
    if until < len(record.losses) or now is None:
        return False
    return now.recent < 0.8 * now.first and np.max(now.curve.means) < jump * now.first


def _still_falls(now):
    before, last = now.curve.bins(4)[-2:]
    return last < 0.9 * before


def _is_mostly_penalty(record):
    """Whether the first loss says more about the weights than about the data.

    Penalties as large as that shrink the weights to a size beside which updates are
    large at any rate.
    """
    return np.nan_to_num(record.penalties[0]) > 0.5 * record.losses[0]


def _too_low(record, ratio, slow_ratio, steps, slow_steps, fallen, level):
    """Updates too small to matter, and a loss that has hardly fallen."""
    now, found = progress(record), kernels(record)
    if now is None or found is None or now.steps < steps:
        return
    if abs(now.drift) > fallen or now.left < level:
        return
    if not now.is_chance_known and record.facts.trained_before:
        return
    values = found.ratio()
    values = values[~np.isnan(values)]
    if values.size < 4 or _is_warming_up(record, values):
        return
    half = values[values.size // 2 :]
    limit = slow_ratio if now.steps >= slow_steps else ratio
    # Without any update weights-not-updated has its say.
    if 0 < np.max(half) < limit:
        yield Finding(
            "learning rate",
            0,
            f"an update changes the kernels by {np.median(half):.1e} of their size, "
            f"and in {now.steps} steps the loss has {_change(now.drift)}",
        )


def _change(drift):
    way = "fallen" if drift >= 0 else "risen"
    return f"{way} by {100 * abs(drift):.2g} %"


def _is_warming_up(record, ratios):
    rates = record.epochs.get("learning_rate", np.zeros(0))
    rates = rates[np.isfinite(rates)]
    grows = rates.size > 1 and rates[-1] > 1.05 * rates[0]
    # Linear warm-up makes the last of some updates larger than those in the middle.
    return bool(grows or ratios[-1] > 1.5 * ratios[ratios.size * 2 // 3])


def _largest(values):
    return float(np.nanmax(values)) if np.any(~np.isnan(values)) else np.nan


def _median(values):
    return float(np.nanmedian(values)) if np.any(~np.isnan(values)) else np.nan


LEARNING_RATE_RULES = (
    Rule(
        "learning-rate-too-high",
        "The learning rate is too high.",
        _too_high,
        {
            "early": 0.1,
            "late": 0.03,
            "steps": 100,
            "worse": 0.95,
            "jump": 2.0,
            "left": 0.3,
        },
        f"{LECTURE}; 100 and 30 times that, where the loss suffers too "
        "after ten times the memory of a momentum of 0.9",
        "Divide the learning rate by 10, or more as long as an update is beyond 1 % of "
        "its weight; warm it up if only the start needs it.",
        needs=WEIGHTS,
        explains=frozenset(
            {
                *("loss-exploded", "loss-never-moved", "loss-oscillates", "plateau"),
                *("vanishing-gradients", "dead-units"),
                *("saturated-units", "collapsed-outputs", "weights-not-updated"),
                *("update-ratio-high", "update-ratio-low", "underfitting"),
                *("labels-unrelated", "loss-too-slow", "overfitting"),
                "learning-rate-too-low",
            }
        ),
    ),
    Rule(
        "learning-rate-too-low",
        "The learning rate is too low.",
        _too_low,
        {
            "ratio": 1e-5,
            "slow_ratio": 1e-4,
            "steps": 20,
            "slow_steps": 200,
            "fallen": 0.1,
            "level": 0.5,
        },
        f"{LECTURE}; a hundredth of that, where the loss hardly falls",
        "Multiply the learning rate by 10 until an update is about 1e-3 of its weight.",
        needs=WEIGHTS,
        explains=frozenset(
            {
                *("loss-too-slow", "loss-never-moved", "update-ratio-low", "plateau"),
                "underfitting",
            }
        ),
    ),
)
