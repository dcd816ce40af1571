from types import MappingProxyType

import keras

from keras_nntricks.callbacks import _epoch_values
from keras_nntricks.callbacks._monitor import Monitor


@keras.saving.register_keras_serializable(package="keras_nntricks")
class DeadUnitMonitor(Monitor):
    """Tells of layers whose units are dead.

    A unit (a channel of a convolution) is dead in an epoch if no value of any example
    of the sampled steps left a flat side of the layer's activation: 0 for a ReLU, -1
    and 1 for a tanh. So a unit that fires for one example in a hundred lives, and too
    few examples give no verdict. Outputs are taken where the activation is applied,
    so dropout, masks and gates after it do not matter; layers that drop or gate are
    not judged.

    Each epoch's logs get `dead_units`, the fraction of dead units of all layers.

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
    >>> hidden = keras.layers.Dense(
    ...     8, "relu", bias_initializer=keras.initializers.Constant(-9.0)
    ... )
    >>> model = keras.Sequential([keras.Input((4,)), hidden, keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> x, y = np.zeros((32, 4)), np.zeros((32, 1))
    >>> monitor = callbacks.DeadUnitMonitor(verbose=0)
    >>> history = model.fit(x, y, verbose=0, callbacks=[monitor])
    >>> history.history["dead_units"]
    [1.0]

    Reference: CS231n notes, Neural Networks Part 1, "ReLU",
    https://cs231n.github.io/neural-networks-1/#actfun.
    """

    parts = frozenset({"loss", "outputs", "epochs"})
    rule_names = ("dead-units",)
    ends_only = True
    logged = MappingProxyType({"dead_units": _epoch_values.dead_units})
