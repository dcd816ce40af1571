from types import MappingProxyType

import keras

from keras_nntricks.callbacks import _epoch_values
from keras_nntricks.callbacks._monitor import Monitor


@keras.saving.register_keras_serializable(package="keras_nntricks")
class GradientMonitor(Monitor):
    """Tells of gradients that vanish or explode on their way through the layers.

    It samples the norm of each weight's gradient, loss scaling removed, before the
    optimizer clips it. `record.weight("gradient_norm")` is their course in time.

    Each epoch's logs get `gradient_norm`, the norm of all gradients together.

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
    >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.zeros((32, 1)), np.ones((32, 1))
    >>> monitor = callbacks.GradientMonitor(verbose=0)
    >>> history = model.fit(x, y, verbose=0, callbacks=[monitor])
    >>> history.history["gradient_norm"]
    [2.0]

    Reference: Glorot and Bengio, 2010, Understanding the difficulty of training deep
    feedforward neural networks, https://proceedings.mlr.press/v9/glorot10a.html.
    """

    parts = frozenset({"loss", "weights", "epochs"})
    rule_names = ("vanishing-gradients", "exploding-gradients")
    logged = MappingProxyType({"gradient_norm": _epoch_values.gradient_norm})
