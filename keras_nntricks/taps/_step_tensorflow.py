"""A training step on TensorFlow: a graph, which is the place of its tensors."""

import numpy as np
import tensorflow as tf

from keras_nntricks.taps import _step
from keras_nntricks.taps._backend import backend
from keras_nntricks.taps._keys import KEY
from keras_nntricks.taps._packed import packed
from keras_nntricks.taps._replicas_tensorflow import over_replicas, summed

ENDS = (StopIteration, tf.errors.OutOfRangeError)


def trace_place():
    """The graph that is traced, or None."""
    return None if tf.executing_eagerly() else tf.compat.v1.get_default_graph()


def is_at(place, tensor):
    """Whether the tensor lives in that graph, not in a loop or branch of it."""
    return place is None or getattr(tensor, "graph", None) is place


def either(values, condition, quick, exact):
    """What the first function gives where the condition holds, or the second."""
    return tf.cond(condition, quick, exact)


def copy(variable):
    """The value that the variable has now."""
    return tf.identity(tf.convert_to_tensor(variable.value))


def dense(gradient):
    """The gradient as one tensor, summed over replicas."""
    if isinstance(gradient, tf.IndexedSlices):
        rows = gradient.dense_shape[0]
        gradient = tf.math.unsorted_segment_sum(gradient.values, gradient.indices, rows)
    return summed(gradient)


def tapped_optimizer(optimizer):
    """Shadows what updates the weights."""
    return _step.tapped_optimizer_in_place(optimizer, backend())


def instrumented(model, request):
    """`function(state, iterator)` that measures; built now, traced when called."""
    capturing_step = _step.capturing_step(model, request, backend())

    def train_step(data):
        logs = over_replicas(capturing_step(data))
        is_packed = hasattr(logs, "keys") and KEY in logs
        return {**logs, KEY: packed(logs[KEY])} if is_packed else logs

    function = _step.remade_train_function(model, train_step)
    return lambda state, iterator: (function(iterator), state)


def train_function(run):
    """A train function of Keras's signature around `run(state, data)`."""
    return lambda iterator: run(None, iterator)[0]


def call(function, state, iterator):
    """Calls a train function of Keras's signature."""
    return function(iterator), state


def may_retry(model):
    """Whether a step that failed when first called has changed nothing."""
    return not model.run_eagerly


def replay(iterator):
    """Two iterators over the same batches; a failed trace has taken none."""
    return iterator, iterator


def to_numpy(arrays):
    """All arrays."""
    return [np.asarray(array) for array in arrays]
