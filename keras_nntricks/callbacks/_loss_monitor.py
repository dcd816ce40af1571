import keras

from keras_nntricks.callbacks._monitor import Monitor


@keras.saving.register_keras_serializable(package="keras_nntricks")
class LossMonitor(Monitor):
    """Tells of a loss that explodes, oscillates, stands still or falls too slowly.

    It samples the loss of single batches, where Keras logs the mean since the epoch
    began: `record.losses`, and `record.window_losses`, the mean of all steps between
    two samples. Statistics of the targets tell it what a constant prediction costs.

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
    >>> model.compile(keras.optimizers.SGD(0.0), "mse")
    >>> x, y = np.zeros((4, 1)), np.arange(4.0)[:, None]
    >>> monitor = callbacks.LossMonitor(verbose=0)
    >>> history = model.fit(
    ...     x, y, batch_size=1, shuffle=False, verbose=0, callbacks=[monitor]
    ... )
    >>> monitor.record.losses  # of steps 0, 1 and 2: y ** 2
    array([0., 1., 4.])

    Reference: CS231n notes, Neural Networks Part 3, "Loss function",
    https://cs231n.github.io/neural-networks-3/#loss.
    """

    parts = frozenset({"loss", "batch", "epochs"})
    rule_names = (
        "loss-not-finite",
        "loss-exploded",
        "loss-never-moved",
        "loss-too-slow",
        "loss-oscillates",
        "plateau",
    )
