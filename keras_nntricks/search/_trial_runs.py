"""Trials as runs of `sweeps.fit_many`."""

import keras
import keras_tuner

from keras_nntricks.search._json_file import replacing, write_json
from keras_nntricks.search._lifted_model import lift
from keras_nntricks.search._recorded_fit import recorded_fit
from keras_nntricks.search._robust_oracle import objective_names
from keras_nntricks.search._trial_record import execution_entry, read_record


def trained(tuner, trials, args, kwargs):
    """Trains the trials; trial id -> the entries of its executions in its record."""
    groups = {}
    for trial in trials:
        fit = _fit_of(tuner, trial, args, kwargs)
        groups.setdefault(fit.key, (fit, []))[1].append(trial)
    entries = {}
    for fit, members in groups.values():
        entries |= _trained_alike(tuner, members, fit)
    keras.utils.clear_session()
    return entries


def trained_alone(tuner, trial, args, kwargs):
    """The entries of one trial; those of an aborted one if it refuses to train."""
    try:
        return trained(tuner, [trial], args, kwargs)[trial.trial_id]
    except keras_tuner.errors.FailedTrialError as error:
        reason = str(error) or type(error).__name__
        seed = tuner.seed_of(trial, 0)
        return [execution_entry(0, seed, {}, 0.0, reason)]


def save_best_epoch(tuner, trial, path, args, kwargs):
    """Trains the best execution of a trial to its best epoch, and keeps its weights."""
    found = _best_epoch(tuner, trial)
    if found is None:
        return
    execution, epoch = found
    fit = _fit_of(tuner, trial, args, kwargs)
    runs = [_run(tuner, trial, execution)]
    result = fit.train(_builder(tuner, [trial]), runs, epochs=epoch + 1)
    model = result.model(0)
    model.optimizer.build(model.trainable_variables)
    config = tuner._get_build_config_fname(trial.trial_id)
    write_json(config, model.get_build_config() or {})
    with replacing(path) as new:
        model.save_weights(new)


def _trained_alike(tuner, trials, fit):
    """Trials with the same data and lengths."""
    executions = range(tuner.executions_per_trial)
    runs = [_run(tuner, trial, e) for trial in trials for e in executions]
    options = {"mapping": tuner.mapping, "progress": tuner.progress}
    rows = iter(fit.train(_builder(tuner, trials), runs, **options).rows)
    return {
        trial.trial_id: [_entry(e, next(rows), tuner) for e in executions]
        for trial in trials
    }


def _run(tuner, trial, execution):
    return {"seed": tuner.seed_of(trial, execution), "trial": trial.trial_id}


def _builder(tuner, trials):
    by_id = {trial.trial_id: trial for trial in trials}
    several = len(trials) > 1 and keras.backend.backend() == "jax"

    def build(trial):
        model = _model_of(tuner, by_id[trial].hyperparameters)
        if several:
            lift(model)
        return model

    return build


def _model_of(tuner, hp):
    # Keras Tuner's own: a program needs no cleared session for each model.
    model = keras_tuner.Tuner._build_hypermodel(tuner, hp)
    limit = tuner.max_model_size
    if limit and model.built and model.count_params() > limit:
        raise keras_tuner.errors.FailedTrialError(
            f"The model has {model.count_params()} weights, more than {limit}."
        )
    return model


def _fit_of(tuner, trial, args, kwargs):
    values = trial.hyperparameters.values
    if values.get("tuner/initial_epoch"):
        raise keras_tuner.errors.FatalValueError(
            "VectorizedSearch trains every trial from its start; this oracle "
            "continues earlier ones. Take `search.Hyperband`."
        )
    if "tuner/epochs" in values:
        kwargs = {**kwargs, "epochs": values["tuner/epochs"]}
    return recorded_fit(tuner.hypermodel, trial.hyperparameters, args, kwargs)


def _entry(execution, row, tuner):
    """One execution, as a record holds it."""
    objective = tuner.oracle.objective
    _check_objective(row["history"], objective)
    outcome = (row["history"], row["seconds"], _reason(row, objective))
    return execution_entry(execution, row["run"]["seed"], *outcome)


def _check_objective(history, objective):
    if not objective.has_value(history):
        raise keras_tuner.errors.FatalValueError(
            f"The objective {objective.name!r} is not among the logs "
            f"{sorted(history)}. Is there a `validation_data`?"
        )


def _reason(row, objective):
    """Why the trial counts as aborted, or None."""
    if row["status"] == "diverged":
        return f"the loss is not finite after step {row['diverged_at']}"
    last = {name: values[-1] for name, values in row["history"].items()}
    bad = [name for name in objective_names(objective) if last[name] is None]
    return f"{bad[0]} is not finite in the last epoch" if bad else None


def _best_epoch(tuner, trial):
    """(execution, epoch) of the best value of the objective, or None."""
    objective = tuner.oracle.objective
    best, found = None, None
    for entry in read_record(tuner.get_trial_dir(trial.trial_id))["executions"]:
        if entry["aborted"] is None:
            for epoch, logs in enumerate(_epochs(entry["history"], objective)):
                value = None if None in logs.values() else objective.get_value(logs)
                if value is not None and _is_better(objective, value, best):
                    best, found = value, (entry["execution"], epoch)
    return found


def _is_better(objective, value, best):
    return best is None or objective.better_than(value, best)


def _epochs(history, objective):
    """The logs of the objective, epoch by epoch."""
    names = objective_names(objective)
    columns = zip(*(history[name] for name in names), strict=True)
    return [dict(zip(names, values, strict=True)) for values in columns]
