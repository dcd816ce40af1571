"""A hyperparameter whose orders of magnitude are equally likely."""

from keras_nntricks.search._bounds import (
    chosen_default,
    log_middle,
    require_positive_range,
)


def log_uniform(hp, name, low, high, default=None):
    """Draws a number from a range so that its logarithm is uniform.

        value = 10 ** uniform(log10(low), log10(high))

    For whatever acts by its factor: 0.01 in place of 0.001 matters as much as 0.1 in
    place of 0.01.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        name: string, the name in the search and its results.
        low: positive number, the least value.
        high: number >= `low`, the greatest value.
        default: number in the range, the value outside of a search. Defaults to None:
            the geometric mean of `low` and `high`.

    Returns:
        A float.

    Raises:
        ValueError: if the range is empty or not positive, or `default` lies outside.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> hp = keras_tuner.HyperParameters()
    >>> round(search.log_uniform(hp, "penalty", 1e-4, 1e-2), 6)
    0.001

    Reference: the notes of CS231n on ranges of hyperparameters,
    https://cs231n.github.io/neural-networks-3/#hyper.
    """
    require_positive_range(low, high)
    default = chosen_default(default, log_middle(low, high), low, high)
    return hp.Float(
        name, float(low), float(high), sampling="log", default=float(default)
    )
