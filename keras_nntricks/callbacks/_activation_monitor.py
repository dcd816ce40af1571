from types import MappingProxyType

import keras

from keras_nntricks.callbacks import _epoch_values
from keras_nntricks.callbacks._monitor import Monitor


@keras.saving.register_keras_serializable(package="keras_nntricks")
class ActivationMonitor(Monitor):
    """Tells of layers whose outputs are saturated, dead or all alike.

    It samples mean, standard deviation, range, zeros and the fraction on a flat side
    of the activation, of each unit of each layer. `record.layer("std")` is their
    course in time.

    Each epoch's logs get `activation_std`, the standard deviation of a layer's
    outputs, the median over layers.

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
    >>> layers = [keras.Input((4,)), keras.layers.Dense(8, "tanh", name="hidden")]
    >>> model = keras.Sequential([*layers, keras.layers.Dense(1, name="head")])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.zeros((32, 4)), np.zeros((32, 1))
    >>> monitor = callbacks.ActivationMonitor(verbose=0)
    >>> history = model.fit(x, y, verbose=0, callbacks=[monitor])
    >>> [path.split("/")[-1] for path in monitor.record.layer_paths]
    ['hidden', 'head']

    Reference: Glorot and Bengio, 2010, Understanding the difficulty of training deep
    feedforward neural networks, https://proceedings.mlr.press/v9/glorot10a.html.
    """

    parts = frozenset({"loss", "outputs", "epochs"})
    rule_names = ("saturated-units", "dead-units", "collapsed-outputs")
    logged = MappingProxyType({"activation_std": _epoch_values.activation_std})
