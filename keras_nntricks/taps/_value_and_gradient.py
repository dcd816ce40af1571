from keras_nntricks.taps._compiled import compiled


def value_and_gradient(function):
    """A function in double precision together with its gradient by the backend.

    Args:
        function: takes a list of float64 tensors of the backend, and what else there
            is, tensors too, and returns a scalar tensor. It must not change anything.

    Returns:
        A function of a list of NumPy arrays, and of the rest, by position: structures
        of arrays and None, whose dtypes are kept. It gives the value, a float, and the
        gradient, one float64 array for each array of the list. On JAX it compiles once
        for each shape of what it is given.

    Example:
    >>> import numpy as np
    >>> from keras import ops
    >>> from keras_nntricks import taps
    >>> def error(given, x, y):
    ...     return ops.mean((given[0] * x - y) ** 2)
    >>> at = taps.value_and_gradient(error)
    >>> x, y = np.array([1.0, 3.0]), np.array([2.0, 5.0])
    >>> value, gradient = at([np.array(2.0)], x, y)
    >>> value, gradient[0].tolist()
    (0.5, 3.0)
    """
    return compiled(function)[1]
