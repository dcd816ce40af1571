"""Keras still has every undocumented name that the taps lean on."""

import types

import keras
import pytest

from keras_nntricks.taps import _keras_internals
from tests.taps.situations import ON_JAX, ON_TENSORFLOW, plain_fit, small


def _things():
    model = small()
    model.compile("sgd", "mse")
    model.history = None
    scaled = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD())
    scaled.build(model.trainable_variables)
    model.optimizer.build(model.trainable_variables)
    functional = keras.Model(model.inputs, model.outputs)
    functional.history = None
    return {
        "model": functional,
        "layer": model.layers[0],
        "tensor": model.inputs[0],
        "optimizer": model.optimizer,
        "scaled optimizer": scaled,
        "jax model": model,
        "jax optimizer": model.optimizer,
        "narrowing backend": types.SimpleNamespace(
            **keras.backend.result_type.__globals__
        ),
    }


PLACES = [p for p in _keras_internals.NAMES if ON_JAX or not p.startswith("jax")]


@pytest.mark.parametrize("place", PLACES)
def test_names_are_there(place):
    thing = _things()[place]
    names = _keras_internals.NAMES[place]
    assert [name for name in names if not hasattr(thing, name)] == []


def test_names_of_inputs_and_outputs():
    inputs = keras.Input((2,), name="features")
    model = keras.Model(inputs, keras.layers.Dense(1, name="head")(inputs))
    assert _keras_internals.input_names(model) == ["features"]
    assert _keras_internals.output_names(model) == ["head"]


def test_fit_makes_the_train_function_before_training_begins():
    model, made = small(), []
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)

    class Look(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            made.append(self._model.train_function)

    plain_fit(model, [Look()], epochs=1)
    assert callable(made[0])


def test_results_are_narrowed_by_that_table():
    narrowed = _keras_internals.narrowed_dtypes()["float64"]
    assert narrowed == ("float64" if ON_TENSORFLOW else "float32")
    assert narrowed == keras.backend.result_type("float64", "float32")
