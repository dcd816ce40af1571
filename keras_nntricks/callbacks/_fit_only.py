"""The message of callbacks that only work in `fit`."""


def require_fit(callback, model):
    """Raises `ValueError` where no `fit` has made a train function.

    >>> import keras
    >>> class Watch(keras.callbacks.Callback):
    ...     pass
    >>> require_fit(Watch(), keras.Sequential([keras.layers.Dense(1)]))
    Traceback (most recent call last):
    ...
    ValueError: Watch watches `fit`, which is not running. Give it to \
`fit(callbacks=[...])`; a loop around `train_on_batch` is not watched.
    """
    if getattr(model, "train_function", None) is None:
        raise ValueError(
            f"{type(callback).__name__} watches `fit`, which is not running. Give it "
            "to `fit(callbacks=[...])`; a loop around `train_on_batch` is not watched."
        )
