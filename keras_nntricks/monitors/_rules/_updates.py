"""Updates that are missing, or of the wrong size for their weights."""

import numpy as np

from keras_nntricks.monitors._rule import Finding, Rule
from keras_nntricks.monitors._rules._kernels import kernels
from keras_nntricks.monitors._rules._percent import percent
from keras_nntricks.monitors._rules._persistence import since
from keras_nntricks.monitors._rules._progress import progress

WEIGHTS = frozenset({"loss", "weights"})
LECTURE = (
    "an update of about 1e-3 of the weight: https://cs231n.github.io/neural-networks-3/"
)


def _not_updated(record, samples, steps, all_steps):
    """Kernels that never change in any step that changes others, or all of them."""
    found = kernels(record)
    if found is None:
        return
    if _stand_still(found, samples) and record.steps[-1] >= all_steps:
        yield _all_stuck(record, found)
        return
    updates = np.nan_to_num(record.weight("update_norm"))
    moving = np.any(updates > 0, axis=1)
    if np.sum(moving) < samples or record.steps[moving][-1] < steps:
        return
    # Weight decay moves a kernel that gets no gradient too.
    still = (found.updates[moving] == 0) | (found.gradients[moving] == 0)
    stuck = np.flatnonzero(np.all(still, axis=0))
    if not stuck.size:
        return
    # The one nearest to the output lies where the gradient is lost.
    at = stuck[-1]
    yield Finding(
        found.layers[at],
        int(record.steps[moving][0]),
        _stuck(record, found, stuck, int(np.sum(moving))),
    )


def _stand_still(found, samples):
    """Whether no sample shows an update, and no weight has changed between them.

    Accumulated gradients may update only in steps that are not sampled.
    """
    same = np.all(found.weights == found.weights[0])
    return len(found.updates) >= samples and same and np.all(found.updates == 0)


def _all_stuck(record, found):
    largest = np.nan_to_num(found.gradients).max()
    told = f"up to {largest:.1e}" if largest > 0 else "exactly 0"
    return Finding(
        found.layers[-1],
        int(record.steps[0]),
        f"no step changes any of {len(found.paths)} kernels in all "
        f"{len(record.steps)} samples, and their gradients are {told}",
        "Is the learning rate 0, does the loss depend on the weights, and has the "
        "optimizer been given them?",
    )


def _stuck(record, found, stuck, samples):
    largest = np.nan_to_num(found.gradients[:, stuck[-1]]).max()
    if largest > 0:
        evidence = f"no step changes it, though its gradient is up to {largest:.1e}"
    else:
        evidence = "its gradient is exactly 0"
    evidence = f"{found.paths[stuck[-1]]}: {evidence} in all {samples} samples"
    if stuck.size > 1:
        evidence += f"; so it is for {stuck.size - 1} other kernels"
    return evidence


def _ratio_high(record, ratio, most, left, samples, steps):
    """Most kernels change by a large part of their size, and the loss stays high."""
    found = kernels(record)
    if found is None or record.steps[-1] < steps:
        return
    ratios = found.ratios
    starts = [since(column > ratio, samples) for column in ratios.T]
    bad = [at for at, start in enumerate(starts) if _is_settled(record, start, steps)]
    now = progress(record)
    # One small kernel, the last of a regression say, may well change so much.
    if len(bad) > most * len(found.paths) and (now is None or now.left >= left):
        at = max(bad, key=lambda column: ratios[-1, column])
        yield Finding(
            found.layers[at],
            int(record.steps[starts[at]]),
            f"an update changes {found.paths[at]} by {percent(ratios[-1, at])} of "
            f"its size; {len(bad)} of {len(found.paths)} kernels change by more than "
            f"{percent(ratio)}",
        )


def _is_settled(record, start, steps):
    return start is not None and record.steps[-1] - record.steps[start] >= steps


def _ratio_low(record, ratio, beside, samples, steps, left):
    """A kernel that hardly moves while others do, and little is learned."""
    now, found = progress(record), kernels(record)
    if now is None or found is None or now.steps < steps or now.left < left:
        return
    ratios = found.ratios
    with np.errstate(invalid="ignore"):
        others = np.where(np.isnan(ratios), 0, ratios).max(axis=1, keepdims=True)
        low = (ratios > 0) & (ratios < ratio) & (ratios < beside * others)
    starts = [since(column, samples) for column in low.T]
    bad = [at for at, start in enumerate(starts) if start is not None]
    if bad:
        at = min(bad, key=lambda column: ratios[-1, column])
        yield Finding(
            found.layers[at],
            int(record.steps[starts[at]]),
            f"an update changes {found.paths[at]} by {ratios[-1, at]:.1e} of its size, "
            f"that of another kernel by {others[-1, 0]:.1e}",
        )


UPDATE_RULES = (
    Rule(
        "weights-not-updated",
        "A weight that should learn never changes.",
        _not_updated,
        {"samples": 3, "steps": 4, "all_steps": 16},
        "no change at all in 3 samples",
        "Look for `stop_gradient`, rounding, argmax or a kernel of zeros behind this "
        "layer: no gradient comes through.",
        needs=WEIGHTS,
        explains=frozenset(
            {
                *("loss-never-moved", "loss-too-slow", "plateau", "underfitting"),
                *("update-ratio-low", "learning-rate-too-low", "labels-unrelated"),
            }
        ),
    ),
    Rule(
        "update-ratio-high",
        "Updates are large beside the weights.",
        _ratio_high,
        {"ratio": 0.1, "most": 0.5, "left": 0.3, "samples": 3, "steps": 20},
        f"{LECTURE}; 100 times that",
        "Divide the learning rate by 10.",
        needs=WEIGHTS,
    ),
    Rule(
        "update-ratio-low",
        "Updates are tiny beside the weights, and others are not.",
        _ratio_low,
        {"ratio": 1e-6, "beside": 1e-2, "samples": 3, "steps": 20, "left": 0.7},
        f"{LECTURE}; a thousandth of that, and a hundredth of other kernels",
        "Look at the size of its weights and of its gradient; begin with smaller "
        "weights.",
        needs=WEIGHTS,
        explains=frozenset({"loss-too-slow", "underfitting"}),
    ),
)
