"""The product of seeds and hyperparameters."""

import itertools


def grid(**axes):
    """Returns the product of the axes, as the `runs` of `fit_many`.

    The last axis moves fastest.

    Args:
        **axes: for each name the values to take: a list, a range, any iterable.

    Returns:
        List of dicts, one per combination.

    Example:
    >>> from keras_nntricks import sweeps
    >>> runs = sweeps.grid(seed=range(2), learning_rate=[0.1, 0.01])
    >>> len(runs)
    4
    >>> runs[1]
    {'seed': 0, 'learning_rate': 0.01}

    Reference:
        Bergstra & Bengio, 2012, "Random search for hyper-parameter optimization",
        https://jmlr.org/papers/v13/bergstra12a.html, section 1 (and why a grid is
        seldom the best choice in many dimensions).
    """
    names, values = list(axes), [list(axis) for axis in axes.values()]
    combinations = itertools.product(*values)
    return [dict(zip(names, row, strict=True)) for row in combinations]
