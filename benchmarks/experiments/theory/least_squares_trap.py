"""The least-squares problem on which adaptive methods learn the wrong thing.

Example i has label y_i. Its first feature is y_i, the next two are 1, and one more
(five more for y_i = -1) is 1 in no other example.
"""

import numpy as np

SHARED = 3
OWN = 5


def draw_labels(count, share, generator):
    """Labels +1 with probability `share`, else -1; more of +1, some of -1."""
    while True:
        labels = np.where(generator.random(count) < share, 1, -1)
        if 0 < labels.sum() < count:
            return labels


def features(labels):
    """One row of SHARED + OWN * n numbers per label."""
    count = len(labels)
    rows = np.zeros((count, SHARED + OWN * count))
    rows[:, 0] = labels
    rows[:, 1:SHARED] = 1
    for i, label in enumerate(labels):
        first = SHARED + OWN * i
        rows[i, first : first + own_features(label)] = 1
    return rows


def own_features(label):
    """How many features an example has for itself."""
    return 1 if label > 0 else OWN


def minimum_norm(labels):
    """The solution of least norm: the examples weighted by class.

    With n of +1, m of -1 and D = (3n + 1)(3m + 5) - nm, examples of +1 have weight
    (4m + 5) / D, those of -1 have -(4n + 1) / D.
    """
    positive, negative = np.sum(labels > 0), np.sum(labels < 0)
    determinant = (3 * positive + 1) * (3 * negative + 5) - positive * negative
    weights = np.where(labels > 0, 4 * negative + 5, -(4 * positive + 1))
    return weights @ features(labels) / determinant


def sign_solution(labels):
    """The solution along the signs of X^T y, where adaptive methods end up.

    Its prediction is y (3 - 2y) + y + 2 = 4y before the division by 4.
    """
    return np.sign(labels @ features(labels)) / 4


def unseen_scores(weights):
    """What unseen examples of +1 and -1 get: their own features have no weight yet."""
    return [float(label * weights[0] + weights[1] + weights[2]) for label in (1, -1)]
