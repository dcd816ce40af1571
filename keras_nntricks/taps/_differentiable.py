from keras_nntricks.taps._compiled import compiled


def differentiable(function):
    """A function in double precision and its gradient by the backend.

    Args:
        function: takes a list of float64 tensors of the backend, returns a scalar
            tensor. It must not change anything.

    Returns:
        Two functions of a list of NumPy arrays: the value, a float, and the gradient,
        one float64 array for each array given, of zeros where the value does not
        depend on it.

    Example:
    >>> import numpy as np
    >>> from keras import ops
    >>> from keras_nntricks import taps
    >>> value, gradient = taps.differentiable(lambda given: ops.sum(given[0] ** 2))
    >>> value([np.array([1.0, 3.0])])
    10.0
    >>> gradient([np.array([1.0, 3.0])])[0].tolist()
    [2.0, 6.0]
    """
    value, both = compiled(function)
    return value, lambda arrays: both(arrays)[1]
