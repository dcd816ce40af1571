import importlib.util

import keras
import keras_tuner
import numpy as np

from keras_nntricks._arguments import require, require_count
from keras_nntricks.checks import learning_rate_range
from keras_nntricks.search._quick_result import quick_result
from keras_nntricks.search._seeds import require_fixed_seed
from keras_nntricks.search._training_constants import TrainingConstants
from keras_nntricks.sweeps import fit_many

_WITHOUT_SUGGESTION = (1e-4, 1e-1)
_DECAYS = (1e-6, 1e-1)
_AROUND = 10.0
_SHARE_VALIDATED = 0.2


def quick(
    build,
    x,
    y,
    validation_data=None,
    batch_size=32,
    epochs=3,
    trials=16,
    max_steps=500,
    seed=0,
    verbose=1,
):
    """Finds a learning rate and a weight decay that train, in one call.

    First a learning-rate range test, then a coarse random search: `trials` short
    trainings with learning rates from a tenth of the suggestion to 10 times it, and
    weight decays from 1e-6 to 0.1, both log-uniform and spread evenly (one value in
    each of `trials` equal parts of the range). All start from the same seed and see the
    same batches; the least validation loss after the last epoch wins. On JAX the
    trials train as one program. A small model takes less than a minute.

    No model of yours is trained: each trial builds or copies one. The global random
    seed changes.

    Args:
        build: function without arguments that returns a compiled model; or such a
            model, which is copied with its weights.
        x: array, or a pytree of arrays.
        y: array, or a pytree of arrays.
        validation_data: tuple `(x, y)`. Defaults to None: a random fifth of the data.
        batch_size: int. Defaults to 32.
        epochs: int. Defaults to 3.
        trials: int. Defaults to 16.
        max_steps: int. Training steps of a trial. If the data have more, each trial
            trains on the same random part of them. Defaults to 500.
        seed: int >= 0. Of the data split, the values and the models. Defaults to 0.
        verbose: 0 or 1. Whether the progress is shown. Defaults to 1.

    Returns:
        An object with `learning_rate`, `weight_decay`, `table` (list of dicts, best
        first), `range_test` (the `CheckResult`) and `advice` (words, or empty); print
        it to see them all. The two values are None if no trial trained.

    Raises:
        ValueError: if an argument is not as described.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import search
    >>> def build():
    ...     model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    ...     model.compile(keras.optimizers.SGD(50.0), "mse")
    ...     return model
    >>> x = np.random.default_rng(0).normal(size=(320, 4))
    >>> y = x.sum(axis=1, keepdims=True)
    >>> found = search.quick(build, x, y, trials=4, verbose=0)
    >>> 1e-3 < found.learning_rate < 1
    True
    >>> len(found.table)
    4

    Reference: CS231n, https://cs231n.github.io/neural-networks-3/#hyper; the range
    test: Smith, 2017, https://arxiv.org/abs/1506.01186, section 3.3.
    """
    for name, value in (("epochs", epochs), ("trials", trials)):
        require_count(name, value)
    require_count("batch_size", batch_size)
    require_count("max_steps", max_steps)
    require_fixed_seed(seed)
    require(verbose in (0, 1), "verbose", "0 or 1", verbose)
    rng = np.random.default_rng(seed)
    train, validation = _split(x, y, validation_data, rng)
    part = _part(train, max_steps * batch_size // epochs, rng)
    range_test = _range_test(build, train, batch_size, seed)
    rates = _rates(range_test)
    if verbose:
        print(range_test)
        print(
            f"{trials} trials with learning rates from {rates[0]:.2g} to {rates[1]:.2g}"
        )
    runs = _runs(trials, rates, seed, rng)
    shown = bool(verbose) and importlib.util.find_spec("rich") is not None
    settings = {"batch_size": batch_size, "epochs": epochs, "progress": shown}
    settings["validation_data"] = validation
    result = fit_many(_builder(build), *part, runs, **settings)
    return quick_result(result.rows, range_test, rates)


def _rows(data, places):
    return keras.tree.map_structure(lambda a: np.asarray(a)[places], data)


def _count(data):
    return len(keras.tree.flatten(data)[0])


def _split(x, y, validation_data, rng):
    """The data to train on and the data to validate with."""
    if validation_data is not None:
        return (x, y), tuple(validation_data)
    order = rng.permutation(_count(x))
    at = round(len(order) * _SHARE_VALIDATED)
    require(at > 0, "x", "at least 3 examples", len(order))
    return _rows((x, y), order[at:]), _rows((x, y), order[:at])


def _part(train, num_examples, rng):
    """So many of the examples, or all."""
    if _count(train) <= num_examples:
        return train
    return _rows(train, rng.permutation(_count(train))[: max(num_examples, 1)])


def _range_test(build, train, batch_size, seed):
    keras.utils.set_random_seed(seed)
    model = _hypermodel(build, None).build(keras_tuner.HyperParameters())
    if not model.built:
        model(_rows(train[0], slice(0, 1)))
    return learning_rate_range(model, *train, batch_size=batch_size)


def _hypermodel(build, options):
    space = {"learning_rate": options, "weight_decay": options, "momentum": None}
    return TrainingConstants(build, space)


def _builder(build):
    hypermodel = _hypermodel(build, {})

    def with_constants(**constants):
        hp = keras_tuner.HyperParameters()
        hp.values = dict(constants)
        return hypermodel.build(hp)

    return with_constants


def _rates(range_test):
    suggestion = range_test.numbers.get("suggestion")
    if suggestion is None:
        return _WITHOUT_SUGGESTION
    return float(suggestion) / _AROUND, float(suggestion) * _AROUND


def _runs(trials, rates, seed, rng):
    columns = {
        "learning_rate": _spread(trials, *rates, rng),
        "weight_decay": _spread(trials, *_DECAYS, rng),
    }
    rows = zip(*columns.values(), strict=True)
    return [{"seed": seed, **dict(zip(columns, row, strict=True))} for row in rows]


def _spread(count, low, high, rng):
    """One value in each of `count` equal parts of the range, in a random order."""
    places = (rng.permutation(count) + rng.random(count)) / count
    values = np.exp(np.log(low) + places * np.log(high / low))
    return [float(value) for value in values]
