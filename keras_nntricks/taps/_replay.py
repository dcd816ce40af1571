import keras

from keras_nntricks.taps._hub import existing_hub
from keras_nntricks.taps._recorded import fed
from keras_nntricks.taps._training_state import TrainingState


def replay(model, watcher, values, batches):
    """Runs steps of a training once more, each measured, from a state on.

    Only for a model that trains, with the watcher attached. Where the state lies in
    the variables (all backends but JAX) they are written to: what they held has to be
    copied before and put back afterwards.

    Args:
        model: the Keras model that trains.
        watcher: its `request` says what is measured.
        values: the state to begin with, as `TrainingState.copy` gave it.
        batches: pairs of a step's number and its batch.

    Yields:
        The number of a step, its sample (None where the step cannot be measured), the
        state before it, and the one after it, good until the next step is asked for.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import taps
    >>> class Again(keras.callbacks.Callback):
    ...     request = taps.Request()
    ...     def on_train_begin(self, logs=None):
    ...         taps.attach(self._model, self)
    ...     def on_train_end(self, logs=None):
    ...         taps.detach(self._model, self)
    ...     def wants(self, step):
    ...         return False
    ...     def around(self, step, proceed, state, data):
    ...         kept = taps.TrainingState(self._model)
    ...         before = kept.copy(kept.values() if state is None else state)
    ...         data, batches = taps.recorded(data, 1)
    ...         logs, state = proceed(state, data)
    ...         after = kept.copy(kept.values() if state is None else state)
    ...         steps = taps.replay(self._model, self, before, [(step, batches[0])])
    ...         for number, sample, *_ in steps:
    ...             print(number, round(float(sample.fetch()["loss"]), 4))
    ...         if state is None:
    ...             kept.put(after)
    ...         return logs, state
    >>> dense = keras.layers.Dense(1, kernel_initializer="zeros")
    >>> model = keras.Sequential([keras.Input((2,)), dense])
    >>> model.compile(keras.optimizers.SGD(0.1), "mse")
    >>> x, y = np.ones((4, 2)), np.ones((4, 1))
    >>> history = model.fit(x, y, batch_size=2, verbose=0, callbacks=[Again()])
    0 1.0
    1 0.16
    """
    state = TrainingState(model)
    hub = existing_hub(model)
    is_stateless = keras.backend.backend() == "jax"
    if not is_stateless:
        state.put(values)
    for step, batch in batches:
        kept = state.copy(values)
        # JAX takes the buffers of what it is given, elsewhere variables are changed.
        given, before = (kept, values) if is_stateless else (None, kept)
        sample, after = hub.measure(watcher, step, given, fed(batch))
        values = after if is_stateless else state.values()
        yield step, sample, before, values
