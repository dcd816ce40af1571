from keras_nntricks.taps._hub import existing_hub


def detach(model, watcher):
    """Lets a watcher see no more; after the last one nothing is left on the model.

    Args:
        model: the Keras model.
        watcher: what was attached; nothing happens if it is not.

    Example:
    >>> import keras
    >>> from keras_nntricks import taps
    >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> taps.detach(model, "never attached")
    """
    hub = existing_hub(model)
    if hub is not None:
        hub.remove(watcher)
