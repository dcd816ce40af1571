"""Each model is built in the same state of Keras, or from its checkpoint."""

import os
import sys
import warnings

import keras
import keras_tuner

from keras_nntricks.search._json_file import read_json, write_json
from keras_nntricks.search._robust_oracle import was_aborted


class RebuiltTuner(keras_tuner.Tuner):
    """Keeps the seed, the distribution, the dtype policy and the optimizer."""

    _execution_seed = None
    _kept = None, None

    def _build_and_fit_model(self, trial, *args, **kwargs):
        hp = trial.hyperparameters
        model = self._try_build(hp)
        results = self.hypermodel.fit(hp, model, *args, **kwargs)
        write_json(
            self._get_build_config_fname(trial.trial_id), model.get_build_config() or {}
        )
        return results

    def _try_build(self, hp):
        # Keras Tuner clears the session, and with it these.
        self._kept = keras.distribution.distribution(), keras.config.dtype_policy()
        _forget_compiled()
        return super()._try_build(hp)

    def _build_hypermodel(self, hp):
        distribution, policy = self._kept
        if policy is not None:
            keras.config.set_dtype_policy(policy)
        if distribution is not None:
            keras.distribution.set_distribution(distribution)
        if self._execution_seed is not None:
            keras.utils.set_random_seed(self._execution_seed)
        # Hyperband loads the weights of this trial before there is an optimizer.
        past = hp.values.pop("tuner/trial_id", None)
        try:
            model = super()._build_hypermodel(hp)
        finally:
            if past is not None:
                hp.values["tuner/trial_id"] = past
        if past is not None:
            self._restore(model, past)
        return model

    def _require_past(self, trial):
        """What Hyperband wants to go on with may have diverged at once."""
        past = trial.hyperparameters.values.get("tuner/trial_id")
        if past and not os.path.exists(self._get_checkpoint_fname(past)):
            raise keras_tuner.errors.FailedTrialError(
                f"trial {past}, which this one continues, left no weights"
            )

    def _restore(self, model, trial_id):
        """Loads the checkpoint of a trial, optimizer included."""
        if not model.built:
            _build(model, read_json(self._get_build_config_fname(trial_id)))
        if model.optimizer is not None and not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        model.load_weights(self._get_checkpoint_fname(trial_id))

    def load_model(self, trial):
        """The model of a trial at its best epoch."""
        hp = trial.hyperparameters.copy()
        hp.values.pop("tuner/trial_id", None)
        model = self._try_build(hp)
        self._restore(model, trial.trial_id)
        return model

    def get_best_models(self, num_models=1):
        """Returns the models of the best trials that were not aborted, the best first.

        Args:
            num_models: integer >= 1, at most how many. Defaults to 1.
        """
        sound = [
            trial
            for trial in self.oracle.get_best_trials(num_models)
            if not was_aborted(trial)
        ]
        if self.oracle.trials and not sound:
            raise RuntimeError(
                "There is no best model: no trial ended well. `aborted` in "
                "`search.results_table(tuner)` says why."
            )
        return [self.load_model(trial) for trial in sound]


def _build(model, config):
    with warnings.catch_warnings():
        # Keras says so of a model whose `call` makes what it needs.
        warnings.filterwarnings("ignore", ".*cannot be built automatically")
        model.build_from_config(config)
    if not model.built and "input_shape" in config:
        model(_zeros(config["input_shape"]))


def _zeros(shape):
    if isinstance(shape, dict):
        return {name: _zeros(inner) for name, inner in shape.items()}
    if any(isinstance(size, list | dict) for size in shape):
        return [_zeros(inner) for inner in shape]
    return keras.ops.zeros([size or 1 for size in shape])


def _forget_compiled():
    """JAX keeps what it compiled for models that are gone."""
    jax = sys.modules.get("jax")
    if jax is not None:
        jax.clear_caches()
