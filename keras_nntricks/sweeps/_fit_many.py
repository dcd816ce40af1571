"""Train many copies of one model, in one compiled program where that is possible."""

from collections.abc import Mapping

import keras

from keras_nntricks._arguments import is_integer, require
from keras_nntricks.sweeps._fit_many_result import FitManyResult
from keras_nntricks.sweeps._fit_one import fit_one
from keras_nntricks.sweeps._fit_stacked import fit_stacked
from keras_nntricks.sweeps._progress import progress_bar
from keras_nntricks.sweeps._task import make_task

MAPPINGS = ("auto", "map", "vmap", "fit")


def fit_many(
    build,
    x,
    y,
    runs,
    *,
    batch_size=32,
    epochs=1,
    validation_data=None,
    shuffle=True,
    mapping="auto",
    progress=False,
):
    """Trains one model per run and returns the history and weights of each.

    Run `i` equals what `model.fit` gives for the same seed and the same batches,
    within float tolerance:

        keras.utils.set_random_seed(seed); model = build(**settings); model.fit(...)

    On JAX all runs of one structure train in one compiled program. Seeds, learning
    rates and other numbers of the optimizer (momentum, weight decay, ...) share a
    program; whatever changes the model, the loss, or the kind of the optimizer is
    compiled apart. On TensorFlow and torch the runs are trained one after another
    with `model.fit`; the rows are the same.

    A run whose loss is not finite after a step is frozen as it was before that
    step and marked "diverged". The others go on. Callbacks are not supported.

    Give metric objects a `name`: Keras numbers unnamed ones anew in every model, and
    the rows then show those numbers.

    On torch, Keras draws an unseeded `Dropout` from torch's global generator, which
    reading data moves too: there a run equals another `fit` only if such layers get
    a `seed`.

    Args:
        build: function of the settings of a run that returns a compiled
            `keras.Model`. It is called right after
            `keras.utils.set_random_seed(seed)`, so the global seed changes. It must
            depend on its arguments and the seed alone.
        x: array, or a pytree of arrays: the inputs, shared by all runs.
        y: array, or a pytree of arrays: the targets. None if `x` is all the model
            needs.
        runs: list of dicts, one per run: "seed" (int >= 0) and the keyword
            arguments of `build`. `sweeps.grid` makes a product.
        batch_size: int. Defaults to 32. The smaller last batch is trained too.
        epochs: int. Defaults to 1.
        validation_data: tuple `(x, y)` or `(x, y, sample_weight)`, evaluated after
            every epoch. Defaults to None.
        shuffle: bool. Whether each epoch has a new order, `sweeps.batch_order`.
            Defaults to True.
        mapping: how the runs are trained. "map" is one after another and "vmap" all
            together in one compiled program (JAX only); "fit" is `model.fit` run by
            run. "auto" is "map" on a CPU, "vmap" on an accelerator, and "fit" off
            JAX. On a CPU the cores share the runs, several devices share them
            equally. Defaults to "auto".
        progress: bool. Shows a bar with the projected time (needs rich). Defaults
            to False.

    Returns:
        An object with `rows` (list of dicts in the order of `runs`: "run",
        "status" "done" or "diverged", "diverged_at" the step or None, "history" a
        list per epoch for each log, None where not finite, "seconds" the share of
        the run in the time), `weights(i)` (the final weights of run `i`, arrays
        in the order of `model.get_weights()`) and `model(i)` (run `i` as a model).

    Raises:
        ValueError: if an argument is not as described.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import sweeps
    >>> def build(learning_rate):
    ...     model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1)])
    ...     model.compile(keras.optimizers.SGD(learning_rate), "mse")
    ...     return model
    >>> x = np.linspace(-1, 1, 40).reshape(10, 4)
    >>> y = x.sum(axis=1, keepdims=True)
    >>> runs = sweeps.grid(seed=range(2), learning_rate=[0.1, 0.01])
    >>> result = sweeps.fit_many(build, x, y, runs, batch_size=4, epochs=3)
    >>> [row["status"] for row in result.rows]
    ['done', 'done', 'done', 'done']
    >>> len(result.rows[0]["history"]["loss"])
    3
    >>> result.weights(0)[0].shape
    (4, 1)

    Reference:
        Program transformations that make many trainings one: Bradbury et al., 2018,
        "JAX: composable transformations of Python+NumPy programs",
        https://github.com/jax-ml/jax, `vmap` and `lax.scan`.
    """
    task = make_task(build, x, y, validation_data, batch_size, epochs, shuffle)
    _check_runs(runs)
    stacked = _is_stacked(mapping)
    with progress_bar(len(runs) * epochs, progress) as advance:
        if stacked:
            trained = fit_stacked(task, runs, mapping, advance)
        else:
            trained = [fit_one(task, run, advance) for run in runs]
    rows, weights = zip(*trained, strict=True)
    return FitManyResult(task, list(rows), weights)


def _check_runs(runs):
    rule = "a non-empty list of dicts"
    require(isinstance(runs, list | tuple) and len(runs) > 0, "runs", rule, runs)
    for run in runs:
        require(isinstance(run, Mapping), "runs", rule, run)
        seed = run.get("seed")
        good = is_integer(seed) and 0 <= seed < 2**32
        rule_of_seed = 'dicts with an integer "seed" in [0, 2**32)'
        require(good, "runs", rule_of_seed, run)


def _is_stacked(mapping):
    require(mapping in MAPPINGS, "mapping", f"one of {MAPPINGS}", mapping)
    if keras.backend.backend() == "jax":
        return mapping != "fit"
    rule = '"auto" or "fit" unless the backend is JAX'
    require(mapping in ("auto", "fit"), "mapping", rule, mapping)
    return False
