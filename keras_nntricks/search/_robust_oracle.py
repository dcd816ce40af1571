"""The repairs of Keras Tuner's oracles, for any of them."""

import functools
import math
import pathlib
import secrets

import keras_tuner
from keras_tuner.engine.trial import Trial, TrialStatus

from keras_nntricks.search._bayesian_repair import BayesianRepair
from keras_nntricks.search._grid_repair import GridRepair
from keras_nntricks.search._hash_of import hash_of
from keras_nntricks.search._json_file import read_json
from keras_nntricks.search._seeds import require_seed
from keras_nntricks.search._whole_files import save_oracle, save_trial

ABORTED = "aborted"
_ENDED = (TrialStatus.COMPLETED, TrialStatus.FAILED)
_TRIAL_KEYS = ("trial_id", "hyperparameters", "metrics", "status")
_ORACLE_KEYS = ("ongoing_trials", "hyperparameters", "start_order", "end_order", "seed")
# Until a trial ended well nobody knows what is bad: a cost that is surely high.
_COST = 1e3


def objective_names(objective):
    """The logs that an objective is made of."""
    return list(getattr(objective, "name_to_direction", [objective.name]))


def was_aborted(trial):
    """Whether a trial ended with a penalty instead of a score of its own."""
    metrics = trial.metrics
    return metrics.exists(ABORTED) and metrics.get_best_value(ABORTED) > 0


class RobustOracle:
    """Put before an oracle: sampling, penalties, whole files, resume."""

    declared = None
    tells_epochs = False  # how long each trial lasts, and nobody else does

    def take_seed(self, seed):
        """Keras Tuner takes a seed of 0 for none."""
        require_seed(seed)
        self.seed = secrets.randbits(31) if seed is None else int(seed)
        self._seed_state = self.seed
        repair = getattr(super(), "take_seed", None)
        if repair:
            repair(self.seed)

    def populate_space(self, trial_id):
        """Values for a trial; what is drawn depends on the seed and the trial only."""
        self._drawn_for = number_of(trial_id)
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
                number = hash_of(self.seed, self._drawn_for, hp.name, attempt)
                space.values[hp.name] = hp.random_sample(number)
        return space.values

    @keras_tuner.synchronized
    def create_trial(self, tuner_id):
        """A trial to run; one that is run again starts without its old metrics."""
        trial = super().create_trial(tuner_id)
        trial.metrics = type(trial.metrics)()
        return trial

    @keras_tuner.synchronized
    def update_trial(self, trial_id, metrics, step=0):
        """Takes the metrics; an objective that is not finite means: aborted."""
        names = objective_names(self.objective)
        bad = any(not math.isfinite(metrics.get(name, 0.0)) for name in names)
        if bad or metrics.get(ABORTED):
            metrics = {**metrics, ABORTED: 1.0, **self._penalties()}
        return super().update_trial(trial_id, metrics, step)

    @keras_tuner.synchronized
    def end_trial(self, trial):
        """Ends a trial; no penalty is left that is better than a score."""
        super().end_trial(trial)
        penalty = self._penalty()
        for other in self.trials.values():
            ended = other.status == TrialStatus.COMPLETED and was_aborted(other)
            if ended and other.score != penalty:
                other.score = penalty
                self._save_trial(other)

    def _penalties(self):
        names = [*objective_names(self.objective), self.objective.name]
        return dict.fromkeys(names, self._penalty())

    def _penalty(self):
        """As far below the worst score as that is below the best."""
        scores = [
            trial.score
            for trial in self.trials.values()
            if trial.status == TrialStatus.COMPLETED and not was_aborted(trial)
        ]
        sign = -1.0 if self.objective.direction == "max" else 1.0
        if not scores:
            return 0.0 if sign < 0 else _COST
        costs = [sign * score for score in scores]
        spread = max(costs) - min(costs) or abs(costs[0]) or 1.0
        return float(sign * (max(costs) + spread))

    def save(self):
        """Writes `oracle.json` in one step."""
        save_oracle(self)

    def _save_trial(self, trial):
        save_trial(self, trial)

    def get_state(self):
        """What is saved: the objective and the declared space too."""
        declared = {"declared": self.declared, "objective": str(self.objective)}
        return {**super().get_state(), **declared}

    def set_state(self, state):
        """Takes what was saved; a trial without its folder counts as failed."""
        for trial_id in state["start_order"]:
            if trial_id not in self.trials:
                self.trials[trial_id] = _given_up(trial_id)
        super().set_state(state)
        self.declared = state.get("declared")
        self.saved_objective = state.get("objective")

    def reload(self):
        """Reads the folder; trials that did not end are queued to be run again."""
        project = pathlib.Path(self._project_dir)
        read_json(self._get_oracle_fname(), _ORACLE_KEYS)
        for path in project.glob("trial_*/trial.json"):
            read_json(path, _TRIAL_KEYS)
        super().reload()
        self._settle()
        repair = getattr(super(), "after_reload", None)
        if repair:
            repair()

    def _settle(self):
        """Makes the lists agree with the trials, whenever the search was killed."""
        self.trials = dict(sorted(self.trials.items(), key=lambda item: _number(item)))
        for trial_id, trial in self.trials.items():
            if trial_id not in self.start_order:
                self.start_order.append(trial_id)
            if trial.status in _ENDED and trial_id not in self.end_order:
                self.update_space(trial.hyperparameters)
                self.end_order.append(trial_id)
        waiting = [t for t in self.trials if self.trials[t].status not in _ENDED]
        # Taken from the end: the oldest first.
        self._retry_queue = waiting[::-1]


def number_of(trial_id):
    """The width of the name grows with `max_trials`, the number does not."""
    return int(trial_id) if str(trial_id).isdigit() else trial_id


def _number(item):
    number = number_of(item[0])
    return (math.inf, number) if isinstance(number, str) else (number, "")


def _given_up(trial_id):
    trial = Trial(keras_tuner.HyperParameters(), trial_id, TrialStatus.FAILED)
    trial.message = "The folder of the trial is gone."
    return trial


_REPAIRS = {
    keras_tuner.oracles.GridSearchOracle: GridRepair,
    keras_tuner.oracles.BayesianOptimizationOracle: BayesianRepair,
}


@functools.cache
def _robust(kind):
    own = tuple(r for oracle, r in _REPAIRS.items() if issubclass(kind, oracle))
    return type(f"Robust{kind.__name__}", (RobustOracle, *own, kind), {})


def repaired(oracle, seed):
    """The same oracle, of a class with the repairs."""
    if not isinstance(oracle, keras_tuner.Oracle) or isinstance(oracle, RobustOracle):
        return oracle
    oracle.__class__ = _robust(type(oracle))
    oracle.take_seed(oracle.seed if seed is None else seed)
    return oracle
