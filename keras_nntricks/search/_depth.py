"""The number of layers as a hyperparameter."""

from keras_nntricks.search._bounds import require_count_range


def depth(hp, low=1, high=3, name="depth"):
    """Draws a number of layers, or of blocks of layers.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        low: int >= 0, the least number. Defaults to 1.
        high: int >= `low`, the greatest number. Defaults to 3.
        name: string, the name in the search. Defaults to `"depth"`.

    Returns:
        An int. Outside of a search: the number in the middle, the lower of two.

    Raises:
        ValueError: if the range is empty or not one of integers >= 0.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> search.depth(keras_tuner.HyperParameters(), 1, 4)
    2

    Reference: the notes of CS231n on the number of layers and their sizes,
    https://cs231n.github.io/neural-networks-1/#arch.
    """
    require_count_range(low, high, least=0)
    return hp.Int(name, int(low), int(high), default=int(low + high) // 2)
