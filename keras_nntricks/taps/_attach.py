from keras_nntricks._arguments import require
from keras_nntricks.taps._hub import hub_of
from keras_nntricks.taps._layers import warn_of_rematerialized


def attach(model, watcher, steps_per_epoch=None):
    """Lets a watcher see the training that begins now.

    To be called from a callback's `on_train_begin`.

    Args:
        model: the Keras model that trains.
        watcher: an object with a `request`, `wants(step)` and `receive(sample)`; it may
            have `before_step(step, state)`, which returns the state, and
            `after_step(step, logs)` as well, and
            `around(step, proceed, state, data)`, which has to give the logs and the
            state that `proceed(state, data)` returns, or others in their place.
        steps_per_epoch: training steps in an epoch, where they are known; with
            `steps_per_execution` the steps are then counted right.

    Raises:
        ValueError: if the model is not in training.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import taps
    >>> class Losses(keras.callbacks.Callback):
    ...     request = taps.Request()
    ...     def wants(self, step):
    ...         return step < 2
    ...     def receive(self, sample):
    ...         print(sample.step, round(float(sample.fetch()["loss"]), 4))
    ...     def on_train_begin(self, logs=None):
    ...         taps.attach(self._model, self)
    ...     def on_train_end(self, logs=None):
    ...         taps.detach(self._model, self)
    >>> dense = keras.layers.Dense(1, kernel_initializer="zeros")
    >>> model = keras.Sequential([keras.Input((2,)), dense])
    >>> model.compile(keras.optimizers.SGD(0.1), "mse")
    >>> x, y = np.ones((6, 2)), np.ones((6, 1))
    >>> history = model.fit(x, y, batch_size=2, verbose=0, callbacks=[Losses()])
    0 1.0
    1 0.16
    """
    require(
        model.train_function is not None,
        "model",
        "in training: attach in `on_train_begin`",
        model,
    )
    hub_of(model).add(watcher, steps_per_epoch)
    if watcher.request.of_outputs:
        warn_of_rematerialized(model)
