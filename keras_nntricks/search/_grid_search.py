import keras_tuner

from keras_nntricks.search._robust_tuner import RobustTuner


class GridSearch(RobustTuner, keras_tuner.GridSearch):
    """Grid search: each combination of values once.

    `keras_tuner.GridSearch` with the repairs of `search.RobustTuner`; and a search that
    was killed goes on, and the grid of a range without `step` has ten points, of which
    two are its ends, and the default. The default comes first, the others ascend.

    Args:
        hypermodel: function of `hp` that returns a compiled model, or a
            `keras_tuner.HyperModel`. Defaults to None, for a subclass with its own
            `run_trial`.
        objective: name of a log, a `keras_tuner.Objective`, or a list of these.
            Defaults to None: what `fit` of the hypermodel returns, to be minimised.
        max_trials: integer >= 1, or None for the whole grid. Defaults to None.
        seed: integer >= 0, or None to draw one. Defaults to None.
        **kwargs: as for any tuner of Keras Tuner: `directory`, `project_name`,
            `overwrite`, `hyperparameters`, `executions_per_trial`, ...

    Raises:
        ValueError: if a file of the folder is damaged, if the search space or the
            objective changed, or if a callback cannot be copied.
        RuntimeError: if a search runs in the folder already.
        OSError: if the disk is full.

    Example:
    >>> import tempfile
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import search
    >>> def build(hp):
    ...     rate = hp.Float("rate", 1e-3, 1.0, sampling="log")
    ...     model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    ...     model.compile(keras.optimizers.SGD(rate), "mse")
    ...     return model
    >>> x, y = np.ones((8, 2)), np.ones((8, 1))
    >>> folder = tempfile.mkdtemp()
    >>> tuner = search.GridSearch(build, "loss", 3, seed=0, directory=folder)
    >>> tuner.search(x, y, epochs=2, verbose=0)
    >>> trials = tuner.oracle.trials.values()
    >>> [round(trial.hyperparameters.get("rate"), 4) for trial in trials]
    [0.001, 0.0022, 0.0046]

    Reference: CS231n notes, https://cs231n.github.io/neural-networks-3/#hyper
    """

    def __init__(
        self, hypermodel=None, objective=None, max_trials=None, seed=None, **kwargs
    ):
        super().__init__(
            hypermodel, objective, max_trials=max_trials, seed=seed, **kwargs
        )
