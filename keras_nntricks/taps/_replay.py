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
        The number of a step, its sample (None where the step cannot be measured), and
        the state before it.
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
        yield step, sample, before
