"""A search on several workers."""

import os

import keras

from keras_nntricks import engines
from keras_nntricks._arguments import is_integer, require
from keras_nntricks.search._past_trials import settle_past
from keras_nntricks.search._rounds import Rounds
from keras_nntricks.search._search_driver import SearchDriver
from keras_nntricks.search._search_lock import search_lock
from keras_nntricks.search._sent_trial import SentTuner
from keras_nntricks.search._whole_files import whole_files

CHIEF = "KERASTUNER_ORACLE_IP"
FACE = ("num_workers", "share", "submit")


def run(tuner, *fit_args, engine="process", workers=None, max_deaths=2, **fit_kwargs):
    """Runs the search of a Keras Tuner tuner on several workers.

    What `tuner.search(*fit_args, **fit_kwargs)` does in one process, with as many
    trials at a time as there are workers. The oracle stays in this process, the
    driver; `tuner.run_trial` runs in the workers. A worker that dies costs the
    progress of its trial, which is run again. When the driver dies or is stopped by
    Ctrl-C, the same script goes on where it was: finished trials stay, those that ran
    are run again. Works with any tuner and oracle, `run_trial` of one's own included.

    What a worker prints is in `output.txt` in the folder of the trial. Several
    machines need the same `directory` on a shared disk. A script that uses processes
    needs the guard `if __name__ == "__main__":`.

    Args:
        tuner: a tuner of Keras Tuner or of `keras_nntricks.search`, but for
            `VectorizedSearch`, which trains its trials together in one process.
        *fit_args: passed on to `run_trial`, and by it to `model.fit`.
        engine: "serial", one trial after another in this process; "process",
            processes on this machine, each with its share of the cores and GPUs;
            "ray", a Ray cluster on this machine; or an engine, as
            `engines.ray(address="auto")` for a cluster, which is left open. Defaults
            to "process".
        workers: int >= 1, trials that run at a time. Defaults to None: one per GPU,
            or, without GPUs, one per core.
        max_deaths: int >= 0, deaths of its worker that a trial is allowed. After more
            the trial is FAILED, with the reason as its message, and the search goes
            on. Defaults to 2.
        **fit_kwargs: passed on like `fit_args`; `verbose=0` also silences the search.

    Raises:
        ValueError: if an argument is not as described.
        TypeError: if something of the tuner or of the arguments cannot be pickled.
        RuntimeError: if Keras Tuner's own distributed mode is switched on, another
            search runs in the same folder, or the guard is missing.
        keras_tuner.errors.FatalError: what `run_trial` raised to end the search.

    Example:
    >>> import tempfile
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> class Parabola(keras_tuner.RandomSearch):
    ...     def run_trial(self, trial):
    ...         return trial.hyperparameters.Float("x", -1.0, 1.0) ** 2
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     tuner = Parabola(max_trials=3, seed=1, directory=directory)
    ...     tuner.oracle.verbose = 0
    ...     search.run(tuner, engine="serial")
    ...     len(tuner.oracle.end_order)
    3

    Reference: Keras Tuner, https://keras.io/keras_tuner/
    """
    allowed = is_integer(max_deaths) and max_deaths >= 0
    require(allowed, "max_deaths", "a non-negative integer", max_deaths)
    _refuse_chief()
    _check_search(tuner, fit_args, fit_kwargs)
    if "verbose" in fit_kwargs:
        tuner.oracle.verbose = fit_kwargs["verbose"]
    with search_lock(tuner.project_dir), whole_files(tuner):
        settle_past(tuner.oracle)
        tuner.save()
        made = _engine(engine, workers)
        try:
            shared = _share(made, SentTuner(tuner, fit_args, fit_kwargs))
            _drive(SearchDriver(tuner, made, shared, max_deaths), tuner)
        finally:
            if made is not engine:
                made.close()


def _refuse_chief():
    if os.environ.get(CHIEF):
        raise RuntimeError(
            f"The environment variable {CHIEF} switches on Keras Tuner's chief and "
            "workers. `search.run` starts its own workers: unset it and start the "
            "script once."
        )


def _check_search(tuner, fit_args, fit_kwargs):
    """What the `search` of a tuner of this package looks at first."""
    rule = "one that trains trial by trial: this one trains rounds, by `tuner.search`"
    require(not isinstance(tuner, Rounds), "tuner", rule, type(tuner).__name__)
    before_search = getattr(tuner, "before_search", None)
    if before_search is not None:
        before_search(*fit_args, **fit_kwargs)


def _drive(driver, tuner):
    try:
        driver.search()
    except KeyboardInterrupt:
        print(
            f"\nSearch stopped: {driver.describe()}. Nothing is lost: start it again "
            f"with `overwrite=False` and it goes on in {tuner.project_dir!r}.",
            flush=True,
        )
        raise


def _engine(engine, workers):
    """The engine itself, or a new one."""
    if not isinstance(engine, str):
        fits = all(hasattr(engine, name) for name in FACE)
        require(fits, "engine", '"serial", "process", "ray" or an engine', engine)
        require(workers is None, "workers", "None, as the engine has its own", workers)
        return engine
    require(engine in _ENGINES, "engine", "among " + ", ".join(_ENGINES), engine)
    return _ENGINES[engine](workers)


def _serial(workers):
    require(workers in (None, 1), "workers", "1 with a serial engine", workers)
    return engines.serial()


def _on_ray(workers):
    backend = keras.backend.backend()
    return engines.ray(workers, env_vars={"KERAS_BACKEND": backend})


_ENGINES = {"serial": _serial, "process": engines.processes, "ray": _on_ray}


def _share(engine, sent):
    try:
        return engine.share(sent)
    except Exception as error:
        name = _what_cannot_be_sent(sent)
        raise TypeError(
            f"{name} cannot be sent to a worker: {error}. Make it there: open files, "
            "locks, generators and `tf.data` pipelines belong into the functions that "
            "use them, as `HyperModel.fit`."
        ) from error


def _what_cannot_be_sent(sent):
    parts = {f"`fit_args[{i}]`": value for i, value in enumerate(sent.args)}
    parts |= {f"`{name}`": value for name, value in sent.kwargs.items()}
    without_oracle = vars(sent.__getstate__()["tuner"])
    parts |= {f"`tuner.{name}`": value for name, value in without_oracle.items()}
    return next((name for name, v in parts.items() if not _is_sendable(v)), "The tuner")


def _is_sendable(value):
    import cloudpickle

    try:
        cloudpickle.dumps(value)
    except Exception:
        return False
    return True
