"""The order in which a run sees its examples."""

import numpy as np


def batch_order(seed, epoch, num_examples, shuffle=True):
    """Returns the order of the examples of one run in one epoch.

    The run with seed `seed` takes its batches from this order, from the left; the
    last batch may be smaller. It is the same on every backend:

        np.random.default_rng([seed, epoch]).permutation(num_examples)

    Args:
        seed: int >= 0. The seed of the run.
        epoch: int >= 0. The epoch, counted from 0.
        num_examples: int. Number of training examples.
        shuffle: bool. False keeps the examples in their own order. Defaults to
            True.

    Returns:
        int32 array of shape `(num_examples,)`.

    Example:
    >>> from keras_nntricks import sweeps
    >>> sweeps.batch_order(seed=7, epoch=0, num_examples=5, shuffle=False).tolist()
    [0, 1, 2, 3, 4]
    >>> sorted(sweeps.batch_order(seed=7, epoch=0, num_examples=5).tolist())
    [0, 1, 2, 3, 4]

    Reference:
        Each epoch draws anew without replacement: Bottou, 2009, "Curiously fast
        convergence of some stochastic gradient descent algorithms",
        https://leon.bottou.org/papers/bottou-slds-open-problem-2009.
    """
    if not shuffle:
        return np.arange(num_examples, dtype="int32")
    rng = np.random.default_rng([seed, epoch])
    return rng.permutation(num_examples).astype("int32")
