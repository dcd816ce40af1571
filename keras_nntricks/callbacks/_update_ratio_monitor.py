from types import MappingProxyType

import keras

from keras_nntricks.callbacks import _epoch_values
from keras_nntricks.callbacks._monitor import Monitor


@keras.saving.register_keras_serializable(package="keras_nntricks")
class UpdateRatioMonitor(Monitor):
    """Tells of weights whose updates are too large or too small for them.

    A step's update ratio of a weight is the norm of its change over its norm before
    the step; about 1e-3 is common. `record.weight("update_ratio")` is its course in
    time.

    Each epoch's logs get `update_ratio`, the median over kernels.

    Args:
        every: int >= 1, or None. Steps between two samples, after the first ones (0, 1,
            2, 4, ...). None is 50, and 100 from step 1000 on.
        verbose: 1 prints each verdict, 0 none.
        stop_on: list of names of rules, those that stop the training.
        thresholds: dict, name of a rule -> {threshold: number}, in place of the
            rule's own; None changes nothing.

    Raises:
        ValueError: if an argument is out of range, or a rule or threshold unknown.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import callbacks
    >>> one = keras.layers.Dense(1, kernel_initializer="ones", use_bias=False)
    >>> model = keras.Sequential([keras.Input((1,)), one])
    >>> model.compile(keras.optimizers.SGD(0.125), "mse")
    >>> x, y = np.ones((32, 1)), np.full((32, 1), 2.0)
    >>> monitor = callbacks.UpdateRatioMonitor(verbose=0)
    >>> history = model.fit(x, y, verbose=0, callbacks=[monitor])
    >>> history.history["update_ratio"]
    [0.25]

    Reference: CS231n notes, Neural Networks Part 3, "Ratio of weights:updates",
    https://cs231n.github.io/neural-networks-3/#ratio.
    """

    parts = frozenset({"loss", "weights", "epochs"})
    rule_names = ("update-ratio-high", "update-ratio-low", "weights-not-updated")
    logged = MappingProxyType({"update_ratio": _epoch_values.update_ratio})
