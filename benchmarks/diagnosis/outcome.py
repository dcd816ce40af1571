"""How a training went, whatever a monitor says of it."""

import math

LAST_EPOCHS = 3
MOST_RISE = 1.5


def outcome(problem, history):
    """The score that was reached and whether the training went well.

    It went well when the median score of its last epochs reaches the problem's bar
    and the validation loss has not risen to half above its least value again.
    """
    name = "val_r2_score" if problem.kind == "regression" else "val_accuracy"
    score = _median(history[name][-LAST_EPOCHS:])
    rise = _rise(history["val_loss"])
    return {
        "score": _plain(score),
        "rise": _plain(rise),
        "went_well": bool(score >= problem.bar and rise <= MOST_RISE),
    }


def _median(values):
    values = sorted(float(value) for value in values)
    return values[len(values) // 2]


def _rise(losses):
    """The last validation loss relative to the least; 1 where it is the least."""
    if not all(map(math.isfinite, losses)):
        return math.inf
    least, last = min(losses), float(_median(losses[-LAST_EPOCHS:]))
    return last / least if least > 0 else 1.0


def _plain(value):
    """A number that JSON can hold; None for one that is not finite."""
    return round(float(value), 5) if math.isfinite(value) else None
