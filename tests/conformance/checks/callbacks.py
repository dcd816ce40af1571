"""What a callback may and may not do to a training."""

import functools
import pathlib
import re
import tempfile
import warnings
import zipfile

import h5py
import keras
import numpy as np

from tests.conformance.registry import check

EPOCHS = 3


def _model():
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((4,), name="input"),
            keras.layers.Dense(5, activation="relu", name="hidden"),
            keras.layers.Dense(1, name="head"),
        ],
        name="model",
    )
    model.compile(keras.optimizers.SGD(0.05, name="sgd"), "mse", jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    return model


@functools.cache
def _shared_model(make):
    """Compiled once per process, with the values that it starts from."""
    model = make()
    state = [np.array(v) for v in map(keras.ops.convert_to_numpy, _variables(model))]
    return model, state


def _variables(model):
    return [*model.variables, *model.optimizer.variables]


def _reset_model(case):
    """The shared model as it was before any training, and its order of batches."""
    model, state = _shared_model(case.trains or _model)
    keras.utils.set_random_seed(1)
    for variable, value in zip(_variables(model), state, strict=True):
        variable.assign(value)
    return model


def _data(examples=24, value=None):
    generator = np.random.default_rng(2)
    x = generator.normal(size=(examples, 4)).astype("float32")
    if value is not None:
        x[:] = value
    return x, x.sum(axis=1, keepdims=True)


def _train(model, callbacks, data=None, **arguments):
    """History and final weights."""
    x, y = data or _data()
    history = model.fit(
        x, y, batch_size=8, epochs=EPOCHS, verbose=0, callbacks=callbacks, **arguments
    )
    return history.history, model.get_weights()


def _assert_same(first, second, message):
    assert first[0] == second[0], f"{message}: {first[0]} and {second[0]}"
    for one, other in zip(first[1], second[1], strict=True):
        assert np.array_equal(one, other), f"{message}: the weights differ"


@check("callback")
def check_runs_without_validation_data(case):
    """And with it."""
    for arguments in ({}, {"validation_data": _data(8)}):
        history, _ = _train(_reset_model(case), [case.build()], **arguments)
        assert len(history["loss"]) == EPOCHS, f"{case.id}: {history}"


@check("callback")
def check_second_fit_starts_fresh(case):
    """A used instance does to a new model what a new instance does."""
    used = case.build()
    first = _train(_reset_model(case), [used])
    second = _train(_reset_model(case), [used])
    _assert_same(second, first, f"{case.id}: the second fit differs")


@check("callback", when=lambda case: "passive" in case.traits)
def check_passive_leaves_the_training_alone(case):
    """Training with it ends where training without it ends, to the bit.

    That holds for the state of the optimizer too; neither the model nor the file that
    it is saved to tells that there was a callback.
    """
    watched = _trained(case.build())
    for what, plain in _trained_plainly().items():
        message = f"{case.id}: is not passive: {what}"
        np.testing.assert_equal(watched[what], plain, message)


@functools.cache
def _trained_plainly():
    return _trained()


def _trained(*callbacks):
    """What is left of a training."""
    model = _model()
    _train(model, list(callbacks))
    parts = [model, *model.layers, model.optimizer]
    values = [np.array(keras.ops.convert_to_numpy(v)) for v in _variables(model)]
    return {
        "state": values,
        "attributes": [sorted(vars(part)) for part in parts],
        "file": _content_of_its_file(model),
    }


def _content_of_its_file(model):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.keras"
        model.save(path)
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
            config = archive.read("config.json").decode()
        with h5py.File(path.with_name("model.weights.h5")) as weights:
            names = []
            weights.visit(names.append)
    # That number is Python's `id`, of which no two are equal.
    return re.sub(r'"shared_object_id": \d+', "", config), names


def _broken_batches():
    x, y = _data()
    for _ in range(4):  # Keras reads two batches before it begins
        yield x[:8], y[:8]
    raise OSError("the data source broke")


def _fit_broken(model, callbacks):
    model.fit(_broken_batches(), steps_per_epoch=6, verbose=0, callbacks=callbacks)


def _fit_empty(model, callbacks):
    _train(model, callbacks, _data(0))


def _fit_nan(model, callbacks):
    _train(model, callbacks, _data(value=np.nan))


BAD_DATA = {"broken": _fit_broken, "empty": _fit_empty, "nan": _fit_nan}


def _error_of(fit, model, callbacks):
    """What `fit` raises, or None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fit(model, callbacks)
        except Exception as error:
            return error
    return None


@functools.cache
def _error_without_callback(name, make):
    return _error_of(BAD_DATA[name], make(), [])


@check("callback")
def check_bad_data_fails_clearly(case):
    """The error of Keras comes through unchanged, or the callback says its own.

    Its own says what it received. Afterwards the same instance works on good data.
    """
    callback, make = case.build(), case.trains or _model
    for name, fit in BAD_DATA.items():
        plain = _error_without_callback(name, make)
        model = _reset_model(case) if name == "nan" else make()
        error = _error_of(fit, model, [callback])
        _assert_clear(error, plain, f"{case.id} on {name} data")
    afterwards = _train(_reset_model(case), [callback])
    expected = _train(_reset_model(case), [case.build()])
    _assert_same(afterwards, expected, f"{case.id} after bad data")


def _assert_clear(error, plain, message):
    if repr(error) == repr(plain):
        return
    assert error is not None, f"{message}: swallowed {plain!r}"
    clear = isinstance(error, ValueError) and "Received: " in str(error)
    assert clear, f"{message}: {error!r} instead of {plain!r}"
