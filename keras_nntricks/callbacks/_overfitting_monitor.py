from types import MappingProxyType

import keras

from keras_nntricks.callbacks import _epoch_values
from keras_nntricks.callbacks._monitor import Monitor


@keras.saving.register_keras_serializable(package="keras_nntricks")
class OverfittingMonitor(Monitor):
    """Tells when the validation loss leaves the training loss behind.

    It reads the logs of the epochs and samples no step. Without validation data it
    has nothing to say.

    The logs of each epoch with validation get `generalization_gap`: `val_loss` minus
    `loss`. `loss` is the mean over the epoch while the weights change, with dropout;
    so a gap below 0 is ordinary early on.

    Args:
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
    >>> zero = keras.layers.Dense(1, kernel_initializer="zeros")
    >>> model = keras.Sequential([keras.Input((1,)), zero])
    >>> model.compile(keras.optimizers.SGD(0.0), "mse")
    >>> x, y = np.ones((32, 1)), np.ones((32, 1))
    >>> monitor = callbacks.OverfittingMonitor(verbose=0)
    >>> history = model.fit(
    ...     x, y, verbose=0, validation_data=(x, 2 * y), callbacks=[monitor]
    ... )
    >>> history.history["generalization_gap"]
    [3.0]

    Reference: CS231n notes, Neural Networks Part 3, "Train/Val accuracy",
    https://cs231n.github.io/neural-networks-3/#accuracy.
    """

    rule_names = ("overfitting", "labels-unrelated")
    logged = MappingProxyType({"generalization_gap": _epoch_values.generalization_gap})
    parts = frozenset({"epochs"})
    samples = False

    def __init__(self, verbose=1, stop_on=(), thresholds=None):
        super().__init__(verbose=verbose, stop_on=stop_on, thresholds=thresholds)

    def get_config(self):
        config = super().get_config()
        config.pop("every")
        return config
