"""Statistics of a batch that tf.distribute spreads over replicas."""

import tensorflow as tf

from keras_nntricks.taps._keys import KEY


def summed(tensor):
    """The sum over the replicas."""
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return tensor
    return context.all_reduce("sum", tensor)


def over_replicas(logs):
    """The logs with the statistics of the whole batch instead of the replica's."""
    context = tf.distribute.get_replica_context()
    alone = context is None or context.num_replicas_in_sync == 1
    if alone or not hasattr(logs, "keys") or KEY not in logs:
        return logs
    merged = {
        key: _merge(key[1:], context.all_gather(array[None], axis=0))
        for key, array in logs[KEY].items()
    }
    return {**logs, KEY: merged}


def _merge(key, arrays):
    """`arrays` is (replicas, ...)."""
    if key[0] == "loss":
        # Keras divides the loss of a replica by their number, not `model.losses`.
        loss, penalty = tf.unstack(arrays, 2, axis=1)
        return tf.stack([tf.reduce_sum(loss), tf.reduce_mean(penalty)])
    if key[0] == "examples":
        return tf.reduce_sum(arrays, 0)
    if key[0] == "weights":
        return tf.reduce_mean(arrays, 0)
    if key[0] == "histograms":
        return arrays[0]
    if key[-1] == "total":
        whole, low, high = tf.unstack(arrays, 3, axis=1)
        lowest, highest = tf.reduce_min(low), tf.reduce_max(high)
        return tf.stack([tf.reduce_mean(whole), lowest, highest])
    return _merge_units(arrays)


def _merge_units(arrays):
    """(replicas, 8, units) to (8, units)."""
    mean, std, low, high, zeros, flat, bad, count = tf.unstack(arrays, 8, axis=1)
    total = tf.reduce_sum(count, 0)
    share = count / total

    def average(values):
        return tf.reduce_sum(values * share, 0)

    middle = average(mean)
    variance = average(std**2 + (mean - middle) ** 2)
    rows = [middle, tf.sqrt(variance), tf.reduce_min(low, 0), tf.reduce_max(high, 0)]
    rows += [average(zeros), average(flat), tf.reduce_sum(bad, 0), total]
    return tf.stack(rows)
