"""How good the average of several models is."""

import itertools

import numpy as np

from benchmarks.experiments.shared.learning import per_cent_wrong


def of_ensemble(members, labels):
    """How good the averages of the first 1, 2, ... members are.

    Args:
        members: probabilities, an array (examples, classes) per model.
        labels: of the examples.
    """
    averages = (
        np.cumsum(members, axis=0) / np.arange(1, len(members) + 1)[:, None, None]
    )
    errors = [per_cent_wrong(average, labels) for average in averages]
    return {
        "test_error": errors[-1],
        "test_loss": -float(np.mean(np.log(averages[-1][range(len(labels)), labels]))),
        "error_by_models": errors,
        "member_error": float(np.mean([per_cent_wrong(m, labels) for m in members])),
        "disagreement": disagreement(members),
    }


def disagreement(members):
    """Per cent of examples on which two members differ, mean over pairs."""
    said = [member.argmax(axis=1) for member in members]
    pairs = [np.mean(a != b) for a, b in itertools.combinations(said, 2)]
    return 100 * float(np.mean(pairs)) if pairs else 0.0
