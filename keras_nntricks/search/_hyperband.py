import keras_tuner

from keras_nntricks.search._robust_tuner import RobustTuner


class Hyperband(RobustTuner, keras_tuner.Hyperband):
    """Hyperband: many short trainings, and the best of them go on.

    `keras_tuner.Hyperband` with the repairs of `search.RobustTuner`: what goes on keeps
    the state of its optimizer, so that momentum and a decay of the rate go on too.

    Args:
        hypermodel: function of `hp` that returns a compiled model, or a
            `keras_tuner.HyperModel`. Defaults to None, for a subclass with its own
            `run_trial`.
        objective: name of a log, a `keras_tuner.Objective`, or a list of these.
            Defaults to None: what `fit` of the hypermodel returns, to be minimised.
        max_epochs: integer >= 1, the epochs of the longest training. Defaults to 100.
        factor: integer >= 2, one of how many goes on. Defaults to 3.
        hyperband_iterations: integer >= 1, how often the whole is repeated. Defaults
            to 1.
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
    >>> tuner = search.Hyperband(build, "loss", 2, 2, seed=0, directory=folder)
    >>> tuner.search(x, y, verbose=0)
    >>> trials = tuner.oracle.trials.values()
    >>> [trial.hyperparameters.get("tuner/epochs") for trial in trials]
    [1, 1, 2, 2, 2]

    Reference: Li et al., 2018, https://jmlr.org/papers/v18/16-558.html
    """

    def __init__(
        self,
        hypermodel=None,
        objective=None,
        max_epochs=100,
        factor=3,
        hyperband_iterations=1,
        seed=None,
        **kwargs,
    ):
        super().__init__(
            hypermodel,
            objective,
            max_epochs=max_epochs,
            factor=factor,
            hyperband_iterations=hyperband_iterations,
            seed=seed,
            **kwargs,
        )
