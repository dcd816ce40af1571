import os

import keras
import keras_tuner

from keras_nntricks._arguments import is_integer, require, require_count
from keras_nntricks.search._recorded_fit import check_arguments
from keras_nntricks.search._robust_tuner import RobustTuner
from keras_nntricks.search._rounds import Rounds
from keras_nntricks.search._trial_runs import (
    save_best_epoch,
    trained,
    trained_alone,
)

_ROUND, _BAYESIAN_ROUND = 64, 8


class VectorizedSearch(RobustTuner, Rounds):
    """Trains the trials of a search as one program.

    The oracle is asked for a round of trials, and all of them train together in
    `sweeps.fit_many`. On JAX, trials share a compiled program that differ in seeds and
    in numbers that leave the shapes alone: those of the optimizer (learning rate,
    momentum, weight decay, ...), dropout rates, L1 and L2 penalties, label smoothing,
    the scale of an initializer. Trials of another architecture, batch size or number of
    epochs get a program of their own. On TensorFlow and torch the trials train one
    after another, with the same batches.

    The directory is that of any tuner of this package: values, scores and `record.json`
    of each trial. Execution e of a trial trains with `seed_of(trial, e)` on batches in
    the order of `sweeps.batch_order(seed, epoch, num_examples)`; its score is that of
    its best epoch. A trial whose loss is not finite is frozen there, and counts as
    aborted.

    Only the best trials have checkpoints. They are trained once more at the end of
    the search, to their best epoch.

    Args:
        hypermodel: function of `hp` that returns a compiled model, or a
            `keras_tuner.HyperModel`. Its `fit` may choose the arguments of `model.fit`
            and must return what that returns.
        objective: as for Keras Tuner. Not given with an `oracle`. Defaults to None.
        max_trials: int. Not used with an `oracle`. Defaults to 10.
        seed: int >= 0 or None, which draws one. Not used with an `oracle`, which has
            one of its own. Defaults to None.
        oracle: a `keras_tuner.Oracle` that chooses the trials. Defaults to None: random
            search.
        trials_at_once: int. Trials in a round. Defaults to None: 64 for most oracles, 8
            for a Bayesian one, which learns between rounds; 1 where trials do not
            share programs.
        checkpoints: int >= 0. How many of the best trials can be loaded as
            models after the search. Defaults to 1.
        mapping: as for `sweeps.fit_many`. Defaults to "auto".
        progress: bool. Shows a bar for each round (needs rich). Defaults to False.
        **kwargs: `directory`, `project_name`, `overwrite`, `executions_per_trial`,
            `max_model_size`, `optimizer`, `loss`, `metrics`, as for Keras Tuner.

    Raises:
        ValueError: if an argument is not as described; in `search` for callbacks,
            data that are not arrays, and oracles that continue earlier trials.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import search
    >>> def build(hp):
    ...     model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    ...     rate = hp.Float("learning_rate", 1e-3, 0.3, sampling="log")
    ...     model.compile(keras.optimizers.SGD(rate), "mse")
    ...     return model
    >>> x = np.linspace(-1, 1, 40).reshape(10, 4)
    >>> y = x.sum(axis=1, keepdims=True)
    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> tuner = search.VectorizedSearch(build, "loss", 3, seed=0, directory=folder)
    >>> tuner.search(x, y, epochs=2, verbose=0)
    >>> [trial.status for trial in tuner.oracle.get_best_trials(3)]
    ['COMPLETED', 'COMPLETED', 'COMPLETED']

    Reference: Bergstra & Bengio, 2012, https://jmlr.org/papers/v13/bergstra12a.html
    """

    def __init__(
        self,
        hypermodel,
        objective=None,
        max_trials=10,
        seed=None,
        oracle=None,
        trials_at_once=None,
        checkpoints=1,
        mapping="auto",
        progress=False,
        **kwargs,
    ):
        if oracle is None:
            oracle = keras_tuner.oracles.RandomSearchOracle(objective, max_trials, seed)
        else:
            rule = "left out with an oracle, which has its own"
            require(objective is None, "objective", rule, objective)
            require(seed is None, "seed", rule, seed)
            seed = oracle.seed
        if trials_at_once is not None:
            require_count("trials_at_once", trials_at_once)
        at_least_0 = is_integer(checkpoints) and checkpoints >= 0
        require(at_least_0, "checkpoints", "an integer >= 0", checkpoints)
        self.trials_at_once = trials_at_once
        self.checkpoints = checkpoints
        self.mapping = mapping
        self.progress = progress
        self._trained = {}
        super().__init__(oracle=oracle, hypermodel=hypermodel, seed=seed, **kwargs)

    @property
    def round_size(self):
        """Trials that are trained together."""
        if keras.backend.backend() != "jax":
            return 1
        kind = keras_tuner.oracles.BayesianOptimizationOracle
        usual = _BAYESIAN_ROUND if isinstance(self.oracle, kind) else _ROUND
        return self.trials_at_once or usual

    def search(self, *fit_args, **fit_kwargs):
        """Searches.

        Args:
            *fit_args: as for `model.fit`, arrays.
            **fit_kwargs: `epochs`, `batch_size`, `validation_data`,
                `validation_split`, `shuffle` and `verbose`.
        """
        check_arguments(fit_kwargs)
        super().search(*fit_args, **fit_kwargs)

    def prepare_round(self, trials, *args, **kwargs):
        """Trains the trials of a round together; `run_trial` then finds them done."""
        try:
            self._trained = trained(self, trials, args, kwargs)
        except keras_tuner.errors.FatalError:
            raise
        except Exception:
            # One by one they tell whose fault it is, and the others are spared.
            self._trained = {}

    def run_trial(self, trial, *args, **kwargs):
        """The result of a trial, trained with its round or alone."""
        entries = self._trained.pop(trial.trial_id, None)
        if entries is None:
            entries = trained_alone(self, trial, args, kwargs)
        return self.finish_trial(trial, entries)

    def finish_search(self, *args, **kwargs):
        """Gives the best trials their checkpoints."""
        for trial in self.oracle.get_best_trials(self.checkpoints):
            path = self._get_checkpoint_fname(trial.trial_id)
            if trial.status == "COMPLETED" and not os.path.exists(path):
                save_best_epoch(self, trial, path, args, kwargs)

    def load_model(self, trial):
        """The model of a trial at its best epoch."""
        if not os.path.exists(self._get_checkpoint_fname(trial.trial_id)):
            raise keras_tuner.errors.FatalValueError(
                f"Trial {trial.trial_id} has no checkpoint: those of the "
                f"{self.checkpoints} best trials are kept. Pass a larger `checkpoints` "
                "with `overwrite=False` and call `search` again: it trains no other "
                "trial anew."
            )
        return super().load_model(trial)
