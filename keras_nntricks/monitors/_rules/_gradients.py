"""Signals that vanish or explode on their way through the layers."""

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._kernels import kernels
from keras_nntricks.monitors._rules._persistence import since
from keras_nntricks.monitors._rules._progress import progress

LOSS = frozenset({"loss"})


def _vanishing(record, ratio, shrink, fade, samples, steps, left):
    """Early kernels get next to no gradient, and the model has learned nothing."""
    now, found = progress(record), kernels(record)
    if now is None or now.steps < steps or now.left < left:
        return
    weak = () if found is None else _weak(record, found, ratio, samples)
    yield from weak or _jumps(record, lambda one, all: one < shrink or all < fade)


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


def _exploding(record, growth, small, jump, swell, samples):
    """Gradients grow while the loss does not fall, or outputs jump at one layer."""
    yield from _growing(record, growth, small, samples)
    yield from _jumps(record, lambda one, all: one > jump or all > swell)


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


def _jumps(record, is_far):
    """The first hidden layer that begins with outputs of quite another size.

    `is_far(one, all)` judges the growth in a layer, and from the first one up to it.
    """
    if record.facts.trained_before or not len(record.steps):
        return
    sizes = np.hypot(record.layer("mean")[0], record.layer("std")[0])
    roles = {layer.path: layer.role for layer in record.facts.layers}
    name, before, first = "the inputs", _input_size(record), np.nan
    for path, size in zip(record.layer_paths, sizes, strict=True):
        if roles.get(path.split("#")[0]) != "hidden" or not size > 0:
            continue
        if is_far(size / before, size / first):
            evidence = (
                f"at the start the root mean square of its outputs is {size:.3g}, that "
                f"of {name} in front of it {before:.3g}"
            )
            if name != "the inputs":
                evidence += f" and of the first layer {first:.3g}"
            yield Finding(path, int(record.steps[0]), evidence)
            return
        name, before = path, size
        first = size if np.isnan(first) else first


def _input_size(record):
    """The root mean square of the only input, if layers take it as it is."""
    embeds = any("Embedding" in layer.kind for layer in record.facts.layers)
    if len(record.inputs) != 1 or embeds:
        return np.nan
    (units,) = record.inputs.values()
    with np.errstate(invalid="ignore"):
        return float(np.sqrt(np.mean(units["mean"] ** 2 + units["std"] ** 2)))


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
        {"growth": 100.0, "small": 0.1, "jump": 6.0, "swell": 100.0, "samples": 3},
        "6 times the size in one layer, where a good start keeps it, and a gradient "
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
