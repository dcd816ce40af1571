"""The factor that keeps the signal's size through maxout."""

from keras_nntricks._arguments import is_integer, require
from keras_nntricks.activations._mean_square import mean_square
from keras_nntricks.activations._smooth_curves import normal_cdf


def maxout_gain(num_pieces, mode="forward"):
    """Returns the gain that keeps the signal's size through a maxout unit.

    A maxout unit is the largest of k independent standard normal pre-activations. Its
    largest value x has the density k * phi(x) * Phi(x)^(k-1), so

        forward:  1 / sqrt(E max(z_1, ..., z_k)^2)
        backward: 1                # exactly one piece gets each gradient

    Use it with a fan_in that does not count the pieces: variance gain^2 / inputs.

    Args:
        num_pieces: int >= 1. Pieces per unit (k in the paper).
        mode: `"forward"` or `"backward"`. Defaults to `"forward"`.

    Returns:
        A float.

    Raises:
        ValueError: if `num_pieces` is not a positive integer.

    Example:
    >>> [round(maxout_gain(k), 8) for k in (1, 2, 3, 4)]
    [1.0, 1.0, 0.88538421, 0.80287523]

    Reference: Tseran & Montufar, 2023, https://arxiv.org/abs/2301.06956, which has
    the table of 1 / E max^2; units of Goodfellow et al., 2013,
    https://arxiv.org/abs/1302.4389.
    """
    valid = is_integer(num_pieces) and num_pieces >= 1
    require(valid, "num_pieces", "a positive integer", num_pieces)
    require(mode in ("forward", "backward"), "mode", '"forward" or "backward"', mode)
    if mode == "backward":
        return 1.0

    def square(x, half):
        return x * x * num_pieces * normal_cdf(x) ** (num_pieces - 1)

    return mean_square(square, tolerance=1e-14, depth=40, activation="maxout") ** -0.5
