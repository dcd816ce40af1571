"""The dropout rate as a hyperparameter."""

from keras_nntricks._arguments import is_number, require
from keras_nntricks.search._bounds import chosen_default


def dropout(hp, low=0.0, high=0.8, name="dropout", default=None):
    """Draws the fraction of units to drop, uniform on its own scale.

        rate = uniform(low, high)

    The CS231n notes draw from (0, 1); near 1 nothing is left to learn from, so the
    range ends below.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        low: number in [0, 1), the least rate. Defaults to 0.0.
        high: number in [`low`, 1), the greatest rate. Defaults to 0.8.
        name: string, the name in the search. Defaults to `"dropout"`.
        default: number in the range. Defaults to None: the middle.

    Returns:
        A float.

    Raises:
        ValueError: if the range is empty or not in [0, 1), or `default` lies outside.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> search.dropout(keras_tuner.HyperParameters(), high=0.5)
    0.25

    Reference: the notes of CS231n on ranges of hyperparameters,
    https://cs231n.github.io/neural-networks-3/#hyper.
    """
    require(is_number(low) and 0 <= low < 1, "low", "in [0, 1)", low)
    require(is_number(high) and low <= high < 1, "high", f"in [{low}, 1)", high)
    default = chosen_default(default, (low + high) / 2, low, high)
    return hp.Float(name, float(low), float(high), default=float(default))
