import dataclasses
from types import MappingProxyType

import keras

from keras_nntricks._arguments import require
from keras_nntricks.callbacks import _epoch_values
from keras_nntricks.callbacks._monitor import Monitor


@keras.saving.register_keras_serializable(package="keras_nntricks")
class TrainingMonitor(Monitor):
    """Watches a training and says in words what is wrong with it.

    It trains nothing and changes nothing: the final weights are the same, bit for
    bit, with and without it. Steps 0, 1, 2, 4, 8, ... and then each `every`-th step
    give statistics of each layer's outputs, of gradients, weights and updates, and of
    the batch; all other steps run as before. At the end of each epoch, and now and
    then in a long one, the rules of `keras_nntricks.monitors` look at the numbers.
    What they find is told once: where, what, since when, the evidence, what to try.

    Each epoch's logs get numbers of the epoch's samples (of the newest sample, if the
    epoch has none): `gradient_norm` of all gradients together, `update_ratio` (norm of
    the update over norm of the kernel, the median), `dead_units` (the fraction of
    units that no example made active), `activation_std` (the median over layers) and
    `learning_rate`. Put it in front of callbacks that write logs.

    After `fit`, `record` holds all numbers, `verdicts` what was found, `summary()` a
    table of it. A second `fit` begins a new record; one whose `initial_epoch` goes on
    where the last one ended continues it.

    Args:
        every: int >= 1, or None. Steps between two samples. None is 50, and 100 from
            step 1000 on.
        verbose: 1 prints each verdict, 0 none.
        stop_on: list of names of rules, those that stop the training.
        thresholds: dict, name of a rule -> {threshold: number}, in place of the
            rule's own; None changes nothing.
        histograms: bool. Whether to sample histograms of outputs, weights, gradients
            and updates too.

    Raises:
        ValueError: if an argument is out of range, or a rule or threshold unknown.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import callbacks
    >>> layers = [keras.Input((4,)), keras.layers.Dense(8, "relu")]
    >>> model = keras.Sequential([*layers, keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> monitor = callbacks.TrainingMonitor()
    >>> x = np.random.default_rng(0).normal(size=(64, 4))
    >>> history = model.fit(x, x[:, :1], epochs=2, verbose=0, callbacks=[monitor])
    >>> print(monitor.summary())
    No symptom found (2 epochs, 3 steps sampled).

    Reference: CS231n notes, Neural Networks Part 3, "Babysitting the learning
    process", https://cs231n.github.io/neural-networks-3/#baby.
    """

    parts = frozenset({"loss", "outputs", "weights", "batch", "epochs"})
    logged = MappingProxyType(
        {
            "gradient_norm": _epoch_values.gradient_norm,
            "update_ratio": _epoch_values.update_ratio,
            "dead_units": _epoch_values.dead_units,
            "activation_std": _epoch_values.activation_std,
            "learning_rate": _epoch_values.learning_rate,
        }
    )

    def __init__(
        self, every=None, verbose=1, stop_on=(), thresholds=None, histograms=False
    ):
        super().__init__(every, verbose, stop_on, thresholds)
        require(isinstance(histograms, bool), "histograms", "a bool", histograms)
        self.histograms = histograms

    def get_config(self):
        return {**super().get_config(), "histograms": self.histograms}

    def _request(self):
        return dataclasses.replace(super()._request(), histograms=self.histograms)
