"""Chooses the trials of a search from coarse to fine."""

import dataclasses
import itertools

import keras_tuner
import numpy as np

from keras_nntricks._arguments import is_integer, require
from keras_nntricks.search._best_trials import best_trials
from keras_nntricks.search._narrowing import (
    check_limits,
    check_limits_fit,
    drawn,
    ends,
    listed,
    narrowed,
    sentence_of,
)
from keras_nntricks.search._robust_oracle import RobustOracle, hash_of
from keras_nntricks.search._seeds import require_seed
from keras_nntricks.search._stage import Stage
from keras_nntricks.search._unit_scale import is_numeric

DEFAULT_STAGES = (Stage(48, 2), Stage(20, 6), Stage(10, 40))


class CoarseToFineOracle(RobustOracle, keras_tuner.Oracle):
    """Random trials in stages, each in narrower ranges around the best and longer.

    Trial i of hyperparameter h, in a stage whose range of h is [low, high] on the scale
    on which h is sampled, gets

        low + u * (high - low),    u from numpy.random.default_rng([seed, i, hash(h)])

    so values depend neither on the other trials of the stage nor on the number of
    workers. A stage begins when all trials of the one before have ended; until then a
    worker that asks gets IDLE. Its ranges are those of `search.Stage`: they span the
    `keep` best trials, but none whose score is nearer to the median of the stage's
    trials than to the best, nor one that was aborted or failed. Of a `Choice` or
    `Boolean` the values of the best trials stay, with those between them if the values
    have an order. A hyperparameter that none of the best trials used keeps its range.
    Two trials may draw the same values where a space, or what is left of it in a late
    stage, has few.

    If the best value lies at an end of the stage's range, the next range goes on beyond
    that end, by 25 % of the width: past what was narrowed before, and past the range in
    `hp` too, up to `limits`. At an end means: within 5 % of the width, or within the
    mean distance of the trials, 1 / `trials`, if that is more, but never within more
    than 15 %. Without limits,
    `Float(sampling="log")` ranges without steps are widened by up to half their width
    (in decades) at each end, others are not: they may have natural ends, as a momentum
    has.

    Args:
        objective: as for Keras Tuner. Defaults to None.
        stages: list of `search.Stage`. Defaults to 48 trials of 2 epochs, 20 of 6 and
            10 of 40: 616 epochs.
        seed: integer >= 0, or None to draw one. Defaults to None.
        limits: dict, `(lowest, highest)` value up to which the range of a
            hyperparameter may be widened, by its name; None in place of the pair
            forbids it. Each must have been declared when the first stage has ended.
            Defaults to no limits.
        **kwargs: `hyperparameters`, `allow_new_entries`, `tune_new_entries`,
            `max_retries_per_trial`, `max_consecutive_failed_trials`, as for
            `keras_tuner.Oracle`.

    Raises:
        ValueError: if an argument is not as described, or the directory holds a search
            with other stages, or with other limits that a stage was narrowed by. Stages
            may be added at the end of a search.

    Example:
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> hp = keras_tuner.HyperParameters()
    >>> _ = hp.Float("learning_rate", 1e-5, 1e-1, sampling="log")
    >>> stages = [search.Stage(30, 1), search.Stage(20, 10)]
    >>> oracle = search.CoarseToFineOracle("val_loss", stages, 0, hyperparameters=hp)
    >>> oracle.max_trials
    50
    >>> low, high = oracle.ranges(stage=0)["learning_rate"]
    >>> round(low, 6), round(high, 6)
    (1e-05, 0.1)

    Reference:
        Coarse to fine, in logarithms, best values at the edge: CS231n 2017, lecture 6,
        https://cs231n.stanford.edu/slides/2017/cs231n_2017_lecture6.pdf, and the notes,
        https://cs231n.github.io/neural-networks-3/#hyper.
    """

    tells_epochs = True

    def __init__(
        self, objective=None, stages=DEFAULT_STAGES, seed=None, limits=None, **kwargs
    ):
        _check(stages, seed, limits)
        self.stages = tuple(stages)
        self.limits = dict(limits or {})
        self._ends_of_stages = list(itertools.accumulate(s.trials for s in stages))
        self._ranges = [{}]  # per stage, by name
        self._edges = []
        super().__init__(
            objective=objective,
            max_trials=self._ends_of_stages[-1],
            **kwargs,
        )
        self.take_seed(seed)

    def stage_of(self, trial_id):
        """Returns the number of the stage of a trial, from 0.

        Args:
            trial_id: the id of the trial.
        """
        number = int(trial_id)
        return next(s for s, end in enumerate(self._ends_of_stages) if number < end)

    def ranges(self, stage):
        """Returns what a stage draws from, `{name: (lowest, highest) or values}`.

        Args:
            stage: the number of a stage that has begun, from 0.
        """
        begun = is_integer(stage) and 0 <= stage < len(self._ranges)
        require(begun, "stage", f"in [0, {len(self._ranges)})", stage)
        return {
            hp.name: ends(hp, old) if is_numeric(hp) else (old or list(hp.values))
            for hp in self.hyperparameters.space
            for old in [self._ranges[stage].get(hp.name)]
        }

    def edge_report(self):
        """Returns where the best value of a finished stage lay at an end of its range.

        A list of dicts: `stage`, `name`, `value`, `end` ("low" or "high"), `widened_to`
        the new end, or None where it was not widened: limits, or the last stage.
        """
        last = len(self.stages) - 1
        if len(self._ranges) <= last or not self._is_over(last):
            return list(self._edges)
        at_the_end = [{**edge, "widened_to": None} for edge in self._narrowed(last)[1]]
        return self._edges + at_the_end

    def populate_space(self, trial_id):
        """Values for a trial, IDLE while the stage before still has trials running.

        Args:
            trial_id: the id of the trial.

        Returns:
            A dict with "status" and "values".
        """
        check_limits_fit(self.limits, self.hyperparameters.space, whole=False)
        stage = self.stage_of(trial_id)
        if stage and not self._is_over(stage - 1):
            return {"status": "IDLE"}
        while len(self._ranges) <= stage:
            self._begin_stage()
        values = {
            **self._values_of(int(trial_id), stage),
            "tuner/stage": stage,
            "tuner/epochs": self.stages[stage].epochs,
            "tuner/initial_epoch": 0,
        }
        return {"status": "RUNNING", "values": values}

    def get_state(self):
        """Returns the state, with stages, limits, ranges and edges."""
        return {
            **super().get_state(),
            "stages": [stage.get_config() for stage in self.stages],
            "limits": listed(self.limits),
            "ranges": self._ranges,
            "edges": self._edges,
        }

    def set_state(self, state):
        """Takes a state that `get_state` returned.

        Args:
            state: the state.
        """
        old = [Stage.from_config(config) for config in state["stages"]]
        rule = f"those of the search in the directory, {old}, or go on after them"
        require(list(self.stages[: len(old)]) == old, "stages", rule, self.stages)
        limits = state.get("limits", listed(self.limits))
        same = len(state["ranges"]) == 1 or limits == listed(self.limits)
        rule = f"{limits}, as in the search in the directory, which was narrowed so"
        require(same, "limits", rule, self.limits)
        super().set_state(state)
        self._ranges, self._edges = state["ranges"], state["edges"]

    def _values_of(self, number, stage):
        space = keras_tuner.HyperParameters()
        for hp in self.hyperparameters.space:
            space.merge([hp])
            if space.is_active(hp):
                source = [self.seed, number, hash_of(hp.name)]
                generator = np.random.default_rng(source)
                old = self._ranges[stage].get(hp.name)
                space.values[hp.name] = drawn(hp, old, generator.random())
        return space.values

    def _is_over(self, stage):
        """Whether a stage and those before it have no trial to wait for."""
        end = self._ends_of_stages[stage]
        running = (trial.trial_id for trial in self.ongoing_trials.values())
        waiting = itertools.chain(running, self._retry_queue)
        return len(self.trials) >= end and all(int(each) >= end for each in waiting)

    def _best(self, stage):
        trials = self.trials.values()
        own = [trial for trial in trials if self.stage_of(trial.trial_id) == stage]
        return best_trials(own, self.stages[stage].keep, self.objective.direction)

    def _narrowed(self, stage):
        """The ranges after a stage, and the edges as dicts."""
        best = self._best(stage)
        ranges, edges = dict(self._ranges[stage]), []
        for hp in self.hyperparameters.space:
            hps = [trial.hyperparameters.values for trial in best]
            used = [values[hp.name] for values in hps if hp.name in values]
            if used:
                old = ranges.get(hp.name)
                ranges[hp.name], new = narrowed(
                    hp, old, used, self.stages[stage], self.limits
                )
                edges += [{"stage": stage, **dataclasses.asdict(e)} for e in new]
        return ranges, edges

    def _begin_stage(self):
        check_limits_fit(self.limits, self.hyperparameters.space, whole=True)
        ranges, edges = self._narrowed(len(self._ranges) - 1)
        self._ranges.append(ranges)
        self._edges += edges
        for edge in edges if self.verbose else ():
            print(sentence_of(edge))


def _check(stages, seed, limits):
    listed = isinstance(stages, list | tuple) and len(stages) > 0
    fine = listed and all(isinstance(stage, Stage) for stage in stages)
    require(fine, "stages", "a non-empty list of `search.Stage`", stages)
    require_seed(seed)
    check_limits(limits)
