"""Signals that vanish or explode on their way through the layers."""

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._kernels import kernels
from keras_nntricks.monitors._rules._persistence import since
from keras_nntricks.monitors._rules._progress import progress
from keras_nntricks.monitors._rules._size_jumps import size_jumps

LOSS = frozenset({"loss"})


def _vanishing(record, ratio, shrink, fade, samples, steps, left):
    """Early kernels get next to no gradient, and the model has learned nothing."""
    now, found = progress(record), kernels(record)
    if now is None or now.steps < steps or now.left < left:
        return
    weak = () if found is None else _weak(record, found, ratio, samples)
    if weak:
        yield from weak
        return
    found = [jump for jump in size_jumps(record) if jump.is_below(shrink, fade)]
    yield from (jump.finding(record) for jump in found[:1])


def _weak(record, found, ratio, samples):
    # Where only the last bias learns, it has the largest gradient of all.
    largest = _all_gradients(record).max(axis=1, initial=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = found.gradients / largest[:, None]
    # A kernel that never had a gradient is another matter: weights-not-updated.
    shares[:, np.nanmax(found.gradients, axis=0, initial=0) == 0] = np.inf
    shares = np.where(np.isnan(shares), np.inf, shares)
    before = shares[:, : (shares.shape[1] + 1) // 2]
    start = since(before.min(axis=1) < ratio, samples)
    if start is None:
        return ()
    at = int(np.argmin(before[-1]))
    evidence = (
        f"the norm of the gradient of {found.paths[at]} is {shares[-1, at]:.1e} of the "
        "largest in the model, and the loss shows that nothing is learned"
    )
    return (Finding(found.layers[at], int(record.steps[start]), evidence),)


def _all_gradients(record):
    gradients = record.weight("gradient_norm")
    return np.where(np.isfinite(gradients), gradients, 0)


def _exploding(record, growth, small, jump, swell, excess, samples, steps):
    """Gradients grow while the loss does not fall, or outputs jump at one layer."""
    yield from _growing(record, growth, small, samples)
    if _suffers(record, excess, steps):
        found = [one for one in size_jumps(record) if one.is_beyond(jump, swell)]
        yield from (one.finding(record) for one in found[:1])


def _suffers(record, excess, steps):
    """Whether the loss is lost, begins far above chance, or does not fall."""
    now = progress(record)
    if np.any(record.lost):
        return True
    if now is None:
        return False
    allowance = 1 + 2 / np.sqrt(max(np.nan_to_num(record.examples[0]), 1))
    begins_high = now.is_chance_known and now.first > excess * allowance * now.chance
    return begins_high or (now.steps >= steps and now.fallen < 0.01)


def _growing(record, growth, small, samples):
    """A gradient that grows though the updates are small: no learning rate did it."""
    now, found = progress(record), kernels(record)
    if now is None or found is None or len(record.steps) < 2 * samples:
        return
    size = np.sqrt(np.nansum(found.gradients**2, axis=1))
    early = np.median(size[:samples])
    start = since(size > growth * early, samples)
    if start is None or early == 0 or now.fallen > 0:
        return
    if not np.nanmax(found.ratio(), initial=0) < small:
        return
    at = int(np.nanargmax(found.gradients[-1]))
    yield Finding(
        found.layers[at],
        int(record.steps[start]),
        f"the norm of the gradient went from {early:.3g} to {size[-1]:.3g}, most of it "
        f"in {found.paths[at]}, and the loss from {now.first:.4g} to {now.recent:.4g}",
    )


GRADIENT_RULES = (
    Rule(
        "vanishing-gradients",
        "The signal vanishes on its way through the layers.",
        _vanishing,
        {
            "ratio": 1e-3,
            "shrink": 0.03,
            "fade": 1e-3,
            "samples": 3,
            "steps": 20,
            "left": 0.9,
        },
        "a thousandth of the largest gradient; published monitors ask for 1e-3 of the "
        "last layer's: https://arxiv.org/abs/1502.01852 on what a start must keep",
        "Start with `HeNormal` (ReLU) or `GlorotUniform` (tanh), put in batch "
        "normalization or residual connections, replace sigmoid by ReLU.",
        needs=LOSS,
        explains=frozenset(
            {
                *("loss-never-moved", "loss-too-slow", "plateau", "underfitting"),
                *("learning-rate-too-low", "update-ratio-low", "labels-unrelated"),
            }
        ),
    ),
    Rule(
        "exploding-gradients",
        "The signal explodes on its way through the layers.",
        _exploding,
        {
            "growth": 100.0,
            "small": 0.1,
            "jump": 8.0,
            "swell": 100.0,
            "excess": 2.0,
            "samples": 3,
            "steps": 20,
        },
        "8 times the size in one layer, where a good start keeps it, and a gradient "
        "100 times the first ones: https://arxiv.org/abs/1502.01852",
        "Start with `HeNormal` (ReLU) or `GlorotUniform` (tanh), clip gradients "
        "(`clipnorm`), put in batch normalization, lower the learning rate.",
        needs=LOSS,
        explains=frozenset(
            {
                *("loss-exploded", "loss-oscillates", "update-ratio-high", "plateau"),
                *("saturated-units", "dead-units", "update-ratio-low"),
                *("learning-rate-too-high", "learning-rate-too-low"),
                "initial-loss",
                *("loss-never-moved", "loss-too-slow", "underfitting"),
                *("vanishing-gradients", "labels-unrelated"),
            }
        ),
    ),
)
