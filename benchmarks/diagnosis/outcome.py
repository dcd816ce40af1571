"""How a training went, whatever a monitor says of it."""

import math

LAST_EPOCHS = 3


def outcome(problem, history):
    """The score that was reached, and whether it is as good as it should be.

    The score is the median over the last epochs of the validation accuracy, or of R2.
    """
    name = "val_r2_score" if problem.kind == "regression" else "val_accuracy"
    last = sorted(float(value) for value in history[name][-LAST_EPOCHS:])
    score = last[len(last) // 2]
    return {
        "score": round(score, 5) if math.isfinite(score) else None,
        "went_well": score >= problem.bar,
    }
