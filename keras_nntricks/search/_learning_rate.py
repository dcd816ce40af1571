"""The learning rate as a hyperparameter."""

from keras_nntricks.search._log_uniform import log_uniform


def learning_rate(hp, low=1e-6, high=10.0, name="learning_rate", default=None):
    """Draws a learning rate, each order of magnitude as likely as the next.

        rate = 10 ** uniform(-6, 1)

    The range is that of the CS231n notes, for a first search of few epochs. Narrow it
    around the best rates for the next one; if the best lies at an end, move the range.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        low: positive number, the least rate. Defaults to 1e-6.
        high: number, the greatest rate. Defaults to 10.0.
        name: string, the name in the search. Defaults to `"learning_rate"`.
        default: number in the range. Defaults to None: the geometric mean.

    Returns:
        A float.

    Raises:
        ValueError: if the range is empty or not positive, or `default` lies outside.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> hp = keras_tuner.HyperParameters()
    >>> round(search.learning_rate(hp, 1e-4, 1.0), 6)
    0.01

    Reference: the notes of CS231n on ranges of hyperparameters,
    https://cs231n.github.io/neural-networks-3/#hyper.
    """
    return log_uniform(hp, name, low, high, default)
