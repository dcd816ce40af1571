"""What Keras Tuner's grid gets wrong."""

import functools

import keras_tuner

_POINTS = 10


def grid_values(hp):
    """The values in the order of the grid: the default, then the others, ascending.

    A range without a step has ten points, its two ends among them, and the default.
    """
    values = list(hp.values)
    if hasattr(hp, "min_value"):
        values = sorted(_points(hp) if hp.step is None else values)
    return [hp.default] + [value for value in values if value != hp.default]


def _points(hp):
    low, high = hp.min_value, hp.max_value
    inner = (hp.prob_to_value(i / (_POINTS - 1)) for i in range(1, _POINTS - 1))
    return {low, high, *(min(max(value, low), high) for value in inner)}


def _active_values(space):
    active = {hp.name for hp in space.space if space.is_active(hp)}
    return {name: value for name, value in space.values.items() if name in active}


class GridRepair:
    """Put before a `GridSearchOracle`: ends of ranges, order, resume."""

    def _compare(self, a, b):
        for hp in self.hyperparameters.space:
            known = hp.name in a and hp.name in b
            if known and a[hp.name] != b[hp.name]:
                order = grid_values(hp)
                return 1 if order.index(a[hp.name]) > order.index(b[hp.name]) else -1
        return 0

    @keras_tuner.synchronized
    def create_trial(self, tuner_id):
        """A trial to run; it declares anew what has no value yet.

        Keras Tuner would look for a value of each hyperparameter that another trial
        declared: one of a second layer, say, where this trial has one.
        """
        trial = super().create_trial(tuner_id)
        if trial.status == "RUNNING":
            values, space = trial.hyperparameters.values, trial.hyperparameters.space
            trial.hyperparameters = keras_tuner.HyperParameters()
            trial.hyperparameters.merge([hp for hp in space if hp.name in values])
            trial.hyperparameters.values = values
            self._save_trial(trial)
        return trial

    def _get_next_combination(self, values):
        space = self.get_space()
        space.values = dict(values)
        # From the end: what stands under a condition is tried out first.
        for hp in reversed(space.space):
            if space.is_active(hp):
                if hp.name not in values:
                    continue
                order = grid_values(hp)
                rest = order[order.index(space.values[hp.name]) + 1 :]
                if rest:
                    space.values[hp.name] = rest[0]
                    return _active_values(space)
            space.values[hp.name] = hp.default
        return None

    def after_reload(self):
        """The order of the trials and where to go on: both follow from their values."""
        tried = [t for t in self.trials.values() if t.hyperparameters.values]
        tried.sort(key=functools.cmp_to_key(self._compare_trials))
        self._ordered_ids = type(self._ordered_ids)()
        for trial in tried:
            self._ordered_ids.insert(trial.trial_id)
        self._populate_next = [trial.trial_id for trial in tried]

    def _compare_trials(self, a, b):
        return self._compare(a.hyperparameters.values, b.hyperparameters.values)
