import keras_tuner

from keras_nntricks.search._robust_tuner import RobustTuner


class RandomSearch(RobustTuner, keras_tuner.RandomSearch):
    """Random search: each trial draws its values anew.

    `keras_tuner.RandomSearch` with the repairs of `search.RobustTuner`.

    Args:
        hypermodel: function of `hp` that returns a compiled model, or a
            `keras_tuner.HyperModel`. Defaults to None, for a subclass with its own
            `run_trial`.
        objective: name of a log, a `keras_tuner.Objective`, or a list of these.
            Defaults to None: what `fit` of the hypermodel returns, to be minimised.
        max_trials: integer >= 1. Defaults to 10.
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
    >>> tuner = search.RandomSearch(build, "loss", 3, seed=0, directory=folder)
    >>> tuner.search(x, y, epochs=2, verbose=0)
    >>> [trial.status for trial in tuner.oracle.trials.values()]
    ['COMPLETED', 'COMPLETED', 'COMPLETED']

    Reference: Bergstra & Bengio, 2012, https://jmlr.org/papers/v13/bergstra12a.html
    """

    def __init__(
        self, hypermodel=None, objective=None, max_trials=10, seed=None, **kwargs
    ):
        super().__init__(
            hypermodel, objective, max_trials=max_trials, seed=seed, **kwargs
        )
