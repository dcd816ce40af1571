"""The weight decay as a hyperparameter."""

from keras_nntricks.search._log_uniform import log_uniform


def weight_decay(hp, low=1e-6, high=1.0, name="weight_decay", default=None):
    """Draws the strength of a weight decay, log-uniform as the learning rate is.

        strength = 10 ** uniform(-6, 0)

    Give it to an optimizer as `weight_decay` (each step takes learning rate x strength
    of a weight away) or to `keras.regularizers.L2`, where half of it acts on plain
    gradient descent as the decay does.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        low: positive number, the least strength. Defaults to 1e-6.
        high: number, the greatest strength. Defaults to 1.0.
        name: string, the name in the search. Defaults to `"weight_decay"`.
        default: number in the range. Defaults to None: the geometric mean.

    Returns:
        A float.

    Raises:
        ValueError: if the range is empty or not positive, or `default` lies outside.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> hp = keras_tuner.HyperParameters()
    >>> round(search.weight_decay(hp), 6)
    0.001

    Reference: the notes of CS231n, which search the strength of regularization on the
    scale of the learning rate, https://cs231n.github.io/neural-networks-3/#hyper.
    """
    return log_uniform(hp, name, low, high, default)
