import contextlib

import keras


def leftovers_removed(variables):
    """The backend's own generators and stored gradients are as before afterwards.

    Only torch has them beside what Keras keeps: a global generator for each device,
    and `grad` of each parameter. Values of variables are not put back.

    Args:
        variables: the variables whose stored gradients are put back.

    Returns:
        A context manager.

    Example:
    >>> import keras
    >>> from keras_nntricks import taps
    >>> with taps.leftovers_removed([]):
    ...     keras.utils.set_random_seed(1)
    """
    if keras.backend.backend() != "torch":
        return contextlib.nullcontext()
    from keras_nntricks.taps import _leftovers_torch

    return _leftovers_torch.removed(variables)
