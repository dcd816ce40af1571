"""Puts an oracle in order whose driver ended in the middle of something."""


def settle_past(oracle):
    """Each trial of the oracle is over, or waits to be run again.

    Keras Tuner writes a trial and the state of its oracle one after the other, and
    a driver can be killed between the two.
    """
    _forget_unborn(oracle)
    running = [trial.trial_id for trial in oracle.ongoing_trials.values()]
    oracle.ongoing_trials = {}
    lost = [i for i in oracle.start_order if oracle.trials[i].status == "RUNNING"]
    waiting = dict.fromkeys([*oracle._retry_queue, *running, *lost])
    over = [i for i in waiting if _is_over(oracle.trials[i])]
    oracle._retry_queue[:] = [i for i in waiting if i not in over]
    oracle.end_order.extend(i for i in over if i not in oracle.end_order)


def _forget_unborn(oracle):
    """Trials of which the saved state knows nothing: it makes them again."""
    for trial_id in set(oracle.trials) - set(oracle.start_order):
        del oracle.trials[trial_id]


def _is_over(trial):
    scored = trial.status == "COMPLETED" and trial.score is not None
    return scored or trial.status == "FAILED"
