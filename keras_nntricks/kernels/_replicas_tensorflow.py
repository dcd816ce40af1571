"""Sums over the replicas of a tf.distribute strategy."""

import tensorflow as tf


def all_reduce(tensor):
    """The sum over all replicas; outside a replica the tensor itself."""
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return tensor
    return context.all_reduce(tf.distribute.ReduceOp.SUM, tensor)
