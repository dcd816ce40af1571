"""The search of the lecture: coarse, then fine."""

from keras_nntricks.search._coarse_to_fine_oracle import (
    DEFAULT_STAGES,
    CoarseToFineOracle,
)
from keras_nntricks.search._robust_tuner import RobustTuner

_OF_ORACLE = (
    *("hyperparameters", "allow_new_entries", "tune_new_entries"),
    *("max_retries_per_trial", "max_consecutive_failed_trials"),
)


class CoarseToFine(RobustTuner):
    """Searches in stages: wide ranges and few epochs, then narrower and longer.

    The trials are those of `search.CoarseToFineOracle`, which says how the ranges are
    narrowed and when they are widened. Each trial trains from its start for the epochs
    of its stage (`epochs` of `search` is not used). The values of a trial hold
    `tuner/stage` and `tuner/epochs`, its record `stage`; `tuner.oracle.ranges(stage)`
    and `tuner.oracle.edge_report()` tell the rest.

    Args:
        hypermodel: function of `hp` that returns a compiled model, or a
            `keras_tuner.HyperModel`. Defaults to None.
        objective: as for Keras Tuner. Defaults to None.
        stages: list of `search.Stage`. Defaults to 48 trials of 2 epochs, 20 of 6 and
            10 of 40: 616 epochs.
        seed: integer >= 0, or None to draw one. Defaults to None.
        limits: dict, `(lowest, highest)` value up to which the range of a
            hyperparameter may be widened, by its name; None in place of the pair
            forbids it. Defaults to no limits, see `search.CoarseToFineOracle`.
        **kwargs: as for any tuner of Keras Tuner: `directory`, `project_name`,
            `overwrite`, `hyperparameters`, `executions_per_trial`, ...

    Raises:
        ValueError: if an argument is not as described, or `search` is given `epochs`,
            which the stages tell.

    Example:
    >>> import tempfile
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import search
    >>> def build(hp):
    ...     rate = hp.Float("learning_rate", 1e-5, 1e-1, sampling="log")
    ...     model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    ...     model.compile(keras.optimizers.SGD(rate), "mse")
    ...     return model
    >>> stages = [search.Stage(4, epochs=1, keep=2), search.Stage(2, epochs=3)]
    >>> folder = tempfile.mkdtemp()
    >>> tuner = search.CoarseToFine(build, "loss", stages, seed=0, directory=folder)
    >>> x, y = np.ones((8, 2)), np.ones((8, 1))
    >>> tuner.search(x, y, verbose=0)
    >>> trials = tuner.oracle.trials.values()
    >>> [trial.hyperparameters.get("tuner/stage") for trial in trials]
    [0, 0, 0, 0, 1, 1]

    Reference:
        CS231n 2017, lecture 6, on hyperparameters,
        https://cs231n.stanford.edu/slides/2017/cs231n_2017_lecture6.pdf.
    """

    def __init__(
        self,
        hypermodel=None,
        objective=None,
        stages=DEFAULT_STAGES,
        seed=None,
        limits=None,
        **kwargs,
    ):
        given = {name: kwargs.pop(name) for name in _OF_ORACLE if name in kwargs}
        oracle = CoarseToFineOracle(objective, stages, seed, limits, **given)
        super().__init__(oracle=oracle, hypermodel=hypermodel, **kwargs)
