"""What a trial prints and scores in a worker, played in this process."""

import math
import sys
import types

import cloudpickle
import keras_tuner

from keras_nntricks.search._sent_trial import SentTrial, SentTuner, run_trial


class Loud(keras_tuner.RandomSearch):
    """Prints, warns and is lost."""

    def run_trial(self, trial):
        """No score."""
        print("said")
        print("warned", file=sys.stderr)
        return {"score": math.nan}


def test_prints_and_warnings_go_into_a_file_and_a_lost_trial_is_silent(
    tmp_path, capsys
):
    objective = keras_tuner.Objective("score", "min")
    tuner = Loud(objective=objective, max_trials=1, directory=tmp_path)
    tuner.oracle.verbose = 0
    trial = tuner.oracle.create_trial("worker")
    sent = SentTrial(tuner.oracle, trial.trial_id), SentTuner(tuner, (), {})
    copies = [cloudpickle.loads(cloudpickle.dumps(thing)) for thing in sent]
    outcome = run_trial(types.SimpleNamespace(get=lambda: copies[1]), copies[0])
    assert outcome.message is None
    assert math.isnan(outcome.updates[0][0]["score"])
    folder = f"{tuner.project_dir}/trial_{trial.trial_id}"
    with open(f"{folder}/output.txt") as file:
        assert file.read() == "said\nwarned\n"
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""
