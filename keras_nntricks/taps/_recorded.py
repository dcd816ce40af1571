"""Keeps the batches that a train function takes, and feeds them again."""

import keras


class _Recording:
    """An iterator that remembers what it gave."""

    def __init__(self, iterator, batches):
        self._iterator, self._batches = iter(iterator), batches

    def __iter__(self):
        return self

    def __next__(self):
        batch = next(self._iterator)
        self._batches.append(batch)
        return batch


def recorded(data, steps_per_execution):
    """Keeps the batches that a train function takes.

    On TensorFlow with several steps per execution the batches are drawn inside the
    compiled loop, where nobody sees them: the list then holds None for each.

    Args:
        data: what the train function was to be given: an iterator, on torch a list.
        steps_per_execution: the steps that it makes of them.

    Returns:
        What to give it instead, and the list that holds its batches afterwards.

    Example:
    >>> from keras_nntricks import taps
    >>> data, batches = taps.recorded(["a batch"], steps_per_execution=1)
    >>> next(iter(data)), batches
    ('a batch', ['a batch'])
    """
    backend = keras.backend.backend()
    if backend == "torch":
        return data, list(data)
    if backend == "tensorflow":
        if steps_per_execution > 1:
            return data, [None] * steps_per_execution
        batches = [next(iter(data))]
        return iter(batches), batches
    batches = []
    return _Recording(data, batches), batches


def fed(batch):
    """What a train function is given for one step on this batch."""
    return [batch] if keras.backend.backend() == "torch" else iter([batch])
