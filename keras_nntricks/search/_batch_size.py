"""The batch size as a hyperparameter."""

from keras_nntricks._arguments import require
from keras_nntricks.search._bounds import require_count_range


def batch_size(hp, low=16, high=256, name="batch_size"):
    """Draws a batch size from low, 2 low, 4 low, ..., high.

    Declare it in `build(hp)` and give it to `model.fit` in `HyperModel.fit`. The
    `HyperModel`s of this package do so if they are given `batch_size=(low, high)`.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        low: int >= 1, the least size. Defaults to 16.
        high: int, `low` times a power of two, the greatest size. Defaults to 256.
        name: string, the name in the search. Defaults to `"batch_size"`.

    Returns:
        An int. Outside of a search: the size in the middle, the lower of two.

    Raises:
        ValueError: if `high` is not `low` times a power of two.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> search.batch_size(keras_tuner.HyperParameters())
    64

    Reference: Bengio, 2012, https://arxiv.org/abs/1206.5533, section 3.1.1: between 1
    and a few hundred, 32 is a good start; powers of two as in the CS231n notes.
    """
    require_count_range(low, high)
    doublings = (high // low).bit_length() - 1
    reached = low * 2**doublings == high
    require(reached, "high", f"low={low} times a power of two", high)
    default = int(low * 2 ** (doublings // 2))
    return hp.Int(name, int(low), int(high), step=2, sampling="log", default=default)
