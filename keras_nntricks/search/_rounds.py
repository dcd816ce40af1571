"""A search that trains the trials of a round together."""

import keras_tuner


class Rounds(keras_tuner.Tuner):
    """Put after `RobustTuner`: asks the oracle for as many trials as a round takes."""

    def __init__(self, oracle, hypermodel=None, seed=None, **kwargs):
        super().__init__(oracle, hypermodel, **kwargs)

    def search(self, *fit_args, **fit_kwargs):
        """Searches round by round."""
        if "verbose" in fit_kwargs:
            self.oracle.verbose = fit_kwargs["verbose"]
        self.on_search_begin()
        while trials := self._next_trials():
            self.prepare_round(trials, *fit_args, **fit_kwargs)
            for trial in trials:
                self.on_trial_begin(trial)
                self._try_run_and_update_trial(trial, *fit_args, **fit_kwargs)
                self.on_trial_end(trial)
        self.finish_search(*fit_args, **fit_kwargs)
        self.on_search_end()

    def _next_trials(self):
        """Trials until the oracle has none, or waits for the results of these."""
        trials = []
        for slot in range(self.round_size):
            self.pre_create_trial()
            trial = self.oracle.create_trial(f"{self.tuner_id}-{slot}")
            if trial.status != "RUNNING":
                self._check_stopped(trial, trials)
                break
            trials.append(trial)
        return trials

    def _check_stopped(self, trial, trials):
        if trial.status == "IDLE" and not trials:
            raise keras_tuner.errors.FatalValueError(
                "The oracle waits for results although no trial is running."
            )
