"""The momentum as a hyperparameter."""

from keras_nntricks._arguments import is_number, require


def momentum(hp, values=(0.5, 0.9, 0.95, 0.99), name="momentum", default=0.9):
    """Draws one of the usual momenta.

    Args:
        hp: the `keras_tuner.HyperParameters` that `build(hp)` is given.
        values: list of different numbers in [0, 1). Defaults to (0.5, 0.9, 0.95, 0.99).
        name: string, the name in the search. Defaults to `"momentum"`.
        default: number, the value outside of a search; the last of `values` if it is
            none of them. Defaults to 0.9.

    Returns:
        A float.

    Raises:
        ValueError: if a value is no number in [0, 1).

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> search.momentum(keras_tuner.HyperParameters())
    0.9

    Reference: the notes of CS231n on momentum,
    https://cs231n.github.io/neural-networks-3/#sgd.
    """
    given = isinstance(values, list | tuple) and len(values) > 0
    valid = given and all(is_number(value) and 0 <= value < 1 for value in values)
    require(valid, "values", "a list of numbers in [0, 1)", values)
    values = [float(value) for value in values]
    return hp.Choice(name, values, default=default if default in values else values[-1])
