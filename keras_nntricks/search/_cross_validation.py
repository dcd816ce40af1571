"""Cross-validated trials for any tuner."""

import math
import os
import statistics

import keras_tuner

from keras_nntricks._arguments import is_integer, require
from keras_nntricks.search._fold_scores import (
    best_score,
    hopeless,
    incumbent,
    mean_logs,
    standard_error,
)
from keras_nntricks.search._folds import (
    checked_data,
    folds_of,
    of_fold,
    require_splitter,
    splitter_of,
)
from keras_nntricks.search._robust_oracle import ABORTED
from keras_nntricks.search._trial_record import read_record, write_record


class CrossValidation:
    """Judges each trial by the mean over folds, not by one validation set.

    A mixin, to be put before a tuner of this package, whatever its oracle:

        class CrossValidated(search.CrossValidation, search.RandomSearch): ...

    Each fold trains a model of its own from a seed of its own, on the same folds in
    each trial. With s_1 ... s_k the objective of the folds, each at its best epoch,
    the trial has

        score = mean(s),   <objective>_standard_error = sd(s) / sqrt(k)

    with the standard deviation of k - 1, and `folds`, the number of folds that ran. The
    other metrics are means, too. The standard error takes the folds for independent,
    which they are not quite: they share most of their training examples. Hyperband is
    refused: it goes on from one checkpoint, and here there is one per fold.

    With `cut_short` the folds to come are spared once the mean of those that ran is not
    better than the worst fold of the best trial so far: the trial has lost, and its
    score is the mean of the folds that ran. Only trials that ran all of their folds are
    best ones. `record.json` tells which folds ran and why the rest did not. A fold that
    diverged or was aborted ends its trial, too.

    Args:
        *args: those of the tuner.
        cv: int >= 2, the number of folds, shuffled; or a splitter of scikit-learn:
            `RepeatedKFold`, `StratifiedKFold`, `GroupKFold`, `TimeSeriesSplit` or any
            other that makes the same folds each time. Defaults to 5.
        cv_seed: int >= 0 that shuffles the folds where `cv` is an int. Defaults to 0.
        cut_short: bool. Whether to spare the last folds of a trial that has lost.
            Defaults to True.
        **kwargs: those of the tuner; `executions_per_trial` must be 1: use
            `RepeatedKFold`.

    Raises:
        ValueError: if an argument is not as described, or the tuner is Hyperband.

    Example:
    >>> import tempfile
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import search
    >>> class CrossValidated(search.CrossValidation, search.RandomSearch):
    ...     pass
    >>> def build(hp):
    ...     model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1)])
    ...     rate = search.learning_rate(hp, 0.01, 0.1)
    ...     model.compile(keras.optimizers.SGD(rate), "mse")
    ...     return model
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     tuner = CrossValidated(
    ...         build, "val_loss", max_trials=1, cv=3, directory=folder
    ...     )
    ...     x = np.arange(9.0).reshape(9, 1) / 9
    ...     tuner.search(x, 2 * x, epochs=1, verbose=0)
    ...     trial = tuner.oracle.get_best_trials()[0]
    ...     models = tuner.get_best_models()[0]
    >>> len(models), float(trial.metrics.get_last_value("folds"))
    (3, 3.0)

    Reference: Bergman et al., 2024, https://arxiv.org/abs/2405.03389, whose "forgiving"
    rule cuts the folds short; splitters:
    https://scikit-learn.org/stable/modules/cross_validation.html.
    """

    def __init__(self, *args, cv=5, cv_seed=0, cut_short=True, **kwargs):
        require_splitter(cv)
        valid = is_integer(cv_seed) and 0 <= cv_seed < 2**32
        require(valid, "cv_seed", "an integer in [0, 2**32)", cv_seed)
        require(isinstance(cut_short, bool), "cut_short", "a bool", cut_short)
        self.cv = splitter_of(cv, cv_seed)
        self.cut_short = cut_short
        self._fold = None
        super().__init__(*args, **kwargs)
        continues = isinstance(self.oracle, keras_tuner.oracles.HyperbandOracle)
        rule = "another than Hyperband, which goes on from one checkpoint per trial"
        require(not continues, "the tuner", rule, type(self).__name__)
        count = self.executions_per_trial
        rule = "1 with CrossValidation; repeat by `cv=RepeatedKFold(...)`"
        require(count == 1, "executions_per_trial", rule, count)

    def search(self, x, y=None, *, groups=None, sample_weight=None, **kwargs):
        """Searches over folds of the examples.

        Args:
            x: array, or tree of arrays: all examples. Arrays may be NumPy's, tensors,
                pandas' (taken by position) or lists of numbers.
            y: array, or tree of arrays, or None: their targets.
            groups: array or None, the group of each example, for a grouped splitter.
            sample_weight: array or None, the weight of each example, in training and
                validation.
            **kwargs: as for `model.fit`, without validation data.
        """
        data = checked_data(x, y, groups, sample_weight, kwargs)
        super().search(**data, **kwargs)

    def before_search(self, x, y=None, *, groups=None, sample_weight=None, **kwargs):
        """Raises where data or folds cannot do, before the first trial."""
        data = checked_data(x, y, groups, sample_weight, kwargs)
        folds_of(self.cv, data["x"], data["y"], data["groups"])
        super().before_search(**kwargs)

    def run_trial(self, trial, x, y=None, groups=None, sample_weight=None, **kwargs):
        """Trains a model per fold; a dict of means and the standard error."""
        data = checked_data(x, y, groups, sample_weight, kwargs)
        folds = folds_of(self.cv, data["x"], data["y"], data.pop("groups"))
        entries, scores = [], []
        try:
            cut = self._run_folds(trial, folds, data, kwargs, entries, scores)
        except Exception:
            self._write_record(trial, entries, "FAILED")
            raise
        results = self.finish_trial(trial, entries)
        self._tell_folds(trial, len(folds), scores, cut)
        if not all(map(math.isfinite, scores)):
            return results[-1:]  # what the tuner makes of an aborted execution
        return self._summary(entries, scores)

    def _run_folds(self, trial, folds, data, kwargs, entries, scores):
        """Fills `entries` and `scores`; why the last folds are spared, or None."""
        best = self._incumbent(trial) if self.cut_short else None
        for fold, indices in enumerate(folds):
            dealt = of_fold(**data, train=indices[0], valid=indices[1])
            entries.append(self._run_fold(trial, fold, dealt, kwargs))
            scores.append(best_score(entries[-1], self.oracle.objective))
            cut = self._cut(entries[-1], scores, best, len(folds))
            if cut is not None:
                return cut
        return None

    def _run_fold(self, trial, fold, data, kwargs):
        self._fold = fold  # names the checkpoint
        try:
            checkpoint = self.best_epoch(trial)
            options = {**kwargs, **data[1]}
            return self.measure_execution(
                trial, fold, checkpoint, *data[0], fold=fold, **options
            )
        finally:
            self._fold = None

    def _incumbent(self, trial):
        return incumbent(self.project_dir, self.oracle.objective, trial.trial_id)

    def _cut(self, entry, scores, best, planned):
        """Why no further fold is run, in words; None to go on or if none is left."""
        if not math.isfinite(scores[-1]):
            return entry["aborted"] or "the objective is not finite"
        if len(scores) == planned:
            return None
        return hopeless(scores, best, self.oracle.objective.direction)

    def _tell_folds(self, trial, planned, scores, cut):
        folder = self.get_trial_dir(trial.trial_id)
        sound = [score for score in scores if math.isfinite(score)]
        folds = {
            "planned": planned,
            "run": list(range(len(scores))),
            "scores": [score if math.isfinite(score) else None for score in scores],
            "mean": statistics.fmean(sound) if sound else None,
            "standard_error": standard_error(sound),
            "cut": cut,
        }
        write_record(folder, {**read_record(folder), "folds": folds})

    def _summary(self, entries, scores):
        objective = self.oracle.objective
        return {
            **mean_logs(entries, objective),
            f"{objective.name}_standard_error": standard_error(scores),
            "folds": float(len(scores)),
            ABORTED: 0.0,
        }

    def get_best_models(self, num_models=1):
        """Returns the best trials' models: for each trial a list, one per fold."""
        return super().get_best_models(num_models)

    def load_model(self, trial):
        """Returns the models of a trial, one per fold, each at its best epoch."""
        record = read_record(self.get_trial_dir(trial.trial_id))
        return [self._load_fold(trial, fold) for fold in record["folds"]["run"]]

    def _load_fold(self, trial, fold):
        self._fold = fold
        try:
            return super().load_model(trial)
        finally:
            self._fold = None

    def _get_checkpoint_fname(self, trial_id):
        path = super()._get_checkpoint_fname(trial_id)
        if self._fold is None:
            return path
        folder, name = os.path.split(path)
        return os.path.join(folder, f"fold_{self._fold}.{name}")
