"""The number of units of a layer as a hyperparameter."""

from keras_nntricks.search._bounds import log_middle, require_count_range


def width(hp, low=32, high=512, name="width"):
    """Draws a number of units, log-uniform.

    One width for all hidden layers does about as well as one for each and is easier to
    search.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        low: int >= 1, the least number. Defaults to 32.
        high: int >= `low`, the greatest number. Defaults to 512.
        name: string, the name in the search. Defaults to `"width"`.

    Returns:
        An int. Outside of a search: the geometric mean, rounded.

    Raises:
        ValueError: if the range is empty or not one of integers >= 1.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> search.width(keras_tuner.HyperParameters())
    128

    Reference: Bergstra & Bengio, 2012, https://jmlr.org/papers/v13/bergstra12a.html,
    section 2.3, who draw the number of hidden units geometrically; Bengio, 2012,
    https://arxiv.org/abs/1206.5533, section 3.2, on equal widths.
    """
    require_count_range(low, high)
    middle = round(log_middle(low, high))
    return hp.Int(name, int(low), int(high), sampling="log", default=middle)
