"""The repairs of Keras Tuner's oracles, for any of them."""

import functools
import hashlib
import math
import secrets

import keras_tuner

from keras_nntricks.search._json_file import write_json

ABORTED = "aborted"


def hash_of(*parts):
    """A number below 2^32 that is as good as random for each tuple of `parts`."""
    text = "\0".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


class RobustOracle:
    """Put before an oracle: sampling, penalties, whole files, resume."""

    def take_seed(self, seed):
        """Keras Tuner takes a seed of 0 for none."""
        self.seed = secrets.randbits(31) if seed is None else int(seed)
        self._seed_state = self.seed

    def populate_space(self, trial_id):
        """Values for a trial; what is drawn depends on the seed and the trial only."""
        self._populated = trial_id
        return super().populate_space(trial_id)

    def _random_values(self):
        for attempt in range(self._max_collisions + 1):
            values = self._drawn(attempt)
            if not self._duplicate(values):
                return values
        return None

    def _drawn(self, attempt):
        space = keras_tuner.HyperParameters()
        for hp in self.hyperparameters.space:
            space.merge([hp])
            if space.is_active(hp):
                number = hash_of(self.seed, self._populated, hp.name, attempt)
                space.values[hp.name] = hp.random_sample(number)
        return space.values

    def save(self):
        """Writes `oracle.json` in one step."""
        write_json(self._get_oracle_fname(), self.get_state())

    def _save_trial(self, trial):
        folder = self._get_trial_dir(trial.trial_id)
        write_json(f"{folder}/trial.json", trial.get_state())

    def update_trial(self, trial_id, metrics, step=0):
        """Takes the metrics; an objective that is not finite means: aborted."""
        names = objective_names(self.objective)
        bad = any(not math.isfinite(metrics.get(name, 0.0)) for name in names)
        if bad or metrics.get(ABORTED):
            penalty = self._penalty()
            metrics = {**metrics, ABORTED: 1.0, **dict.fromkeys(names, penalty)}
        return super().update_trial(trial_id, metrics, step)

    def _penalty(self):
        return 0.0 if self.objective.direction == "max" else 1e3


def objective_names(objective):
    """The logs that an objective is made of."""
    return list(getattr(objective, "name_to_direction", [objective.name]))


@functools.cache
def _robust(kind):
    return type(f"Robust{kind.__name__}", (RobustOracle, kind), {})


def repaired(oracle, seed):
    """The same oracle, of a class with the repairs."""
    if not isinstance(oracle, keras_tuner.Oracle) or isinstance(oracle, RobustOracle):
        return oracle
    oracle.__class__ = _robust(type(oracle))
    oracle.take_seed(seed)
    return oracle
