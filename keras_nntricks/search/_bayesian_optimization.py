import keras_tuner

from keras_nntricks.search._robust_tuner import RobustTuner


class BayesianOptimization(RobustTuner, keras_tuner.BayesianOptimization):
    """Bayesian search: a Gaussian process says where to look next.

    `keras_tuner.BayesianOptimization` with the repairs of `search.RobustTuner`.

    Args:
        hypermodel: function of `hp` that returns a compiled model, or a
            `keras_tuner.HyperModel`. Defaults to None, for a subclass with its own
            `run_trial`.
        objective: name of a log, a `keras_tuner.Objective`, or a list of these.
            Defaults to None: what `fit` of the hypermodel returns, to be minimised.
        max_trials: integer >= 1. Defaults to 10.
        num_initial_points: integer >= 1, the random trials before the first guided one.
            Defaults to None: three per hyperparameter.
        alpha: float, the variance of the noise of a score. Defaults to 1e-4.
        beta: float, how much an uncertain prediction draws. Defaults to 2.6.
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
    >>> tuner = search.BayesianOptimization(build, "loss", 4, seed=0, directory=folder)
    >>> tuner.search(x, y, epochs=2, verbose=0)
    >>> len(tuner.oracle.trials)
    4

    Reference: Snoek et al., 2012, https://arxiv.org/abs/1206.2944
    """

    def __init__(
        self,
        hypermodel=None,
        objective=None,
        max_trials=10,
        num_initial_points=None,
        alpha=1e-4,
        beta=2.6,
        seed=None,
        **kwargs,
    ):
        super().__init__(
            hypermodel,
            objective,
            max_trials=max_trials,
            num_initial_points=num_initial_points,
            alpha=alpha,
            beta=beta,
            seed=seed,
            **kwargs,
        )
