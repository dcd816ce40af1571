"""What lasts longer than a process: one search in a folder, gone on with exactly."""

import json
import os
import pathlib

import keras_tuner

from keras_nntricks._arguments import require
from keras_nntricks.search._json_file import read_json, write_json
from keras_nntricks.search._search_lock import refuse_if_locked, search_lock
from keras_nntricks.search._space_difference import difference


class ResumedTuner(keras_tuner.Tuner):
    """Locks the folder, writes whole files, refuses what does not fit them."""

    _given_space = None

    def __init__(self, *args, **kwargs):
        if kwargs.get("overwrite"):
            folder = kwargs.get("directory") or "."
            name = kwargs.get("project_name") or "untitled_project"
            refuse_if_locked(pathlib.Path(folder, name))
        super().__init__(*args, **kwargs)

    def search(self, *fit_args, **fit_kwargs):
        """Searches; arguments as those of `model.fit`."""
        self.before_search(*fit_args, **fit_kwargs)
        if os.environ.get("KERASTUNER_ORACLE_IP"):
            super().search(*fit_args, **fit_kwargs)
            return
        with search_lock(self.project_dir):
            # A search that is killed in its first trial can be resumed too.
            self.save()
            super().search(*fit_args, **fit_kwargs)

    def before_search(self, *fit_args, **fit_kwargs):
        """Raises where the arguments of a search cannot do, before the first trial."""
        told = getattr(self.oracle, "tells_epochs", False)
        rule = "left out: each `search.Stage` says how long its trials last"
        epochs = fit_kwargs.get("epochs")
        require(not told or epochs is None, "epochs", rule, epochs)
        self._deepcopy_callbacks(fit_kwargs.get("callbacks"))

    def _populate_initial_space(self):
        self._given_space = self.oracle.hyperparameters.copy()
        super()._populate_initial_space()
        self.oracle.declared = _declared(self.oracle)

    def reload(self):
        """Goes on from the folder; refuses a space or objective other than saved."""
        if self._given_space is None:
            self._given_space = self.oracle.hyperparameters.copy()
        read_json(self._get_tuner_fname())
        super().reload()
        saved = self.oracle.saved_objective
        if saved not in (None, str(self.oracle.objective)):
            change = f"the objective was {saved} and is {self.oracle.objective}"
            raise _changed(self.project_dir, change)
        if self.hypermodel is not None and self.oracle.declared is not None:
            change = difference(self.oracle.declared, self._declared_now())
            if change:
                raise _changed(self.project_dir, change)

    def _declared_now(self):
        saved = self.oracle.hyperparameters
        self.oracle.hyperparameters = self._given_space.copy()
        try:
            super()._populate_initial_space()
            return _declared(self.oracle)
        finally:
            self.oracle.hyperparameters = saved

    def save(self):
        """Writes the state of the oracle and of the tuner, each in one step."""
        if not os.environ.get("KERASTUNER_ORACLE_IP"):
            self.oracle.save()
        write_json(self._get_tuner_fname(), self.get_state())


def _declared(oracle):
    return json.loads(json.dumps(oracle.get_space().get_config()["space"]))


def _changed(project_dir, change):
    return keras_tuner.errors.FatalValueError(
        f"The search in {str(project_dir)!r} was started with another search space or "
        f"objective: {change}. Nothing was changed. Put it back to go on with that "
        "search, or start a new one: another `project_name`, or `overwrite=True`, "
        "which deletes the old one."
    )
