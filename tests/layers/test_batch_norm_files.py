"""Models of Keras's layer become models of BatchNorm, and back."""

import keras
import numpy as np
import pytest

from keras_nntricks.layers import BatchNorm
from tests.backends import to_numpy
from tests.layers.batch_norms import assert_close, normal

LIKE_KERAS = {"population_variance": False, "debias": False}
X = normal(6, 3)


def theirs():
    return keras.layers.BatchNormalization()


def like_keras():
    return BatchNorm(**LIKE_KERAS)


def sequential(norm):
    layers = [keras.layers.Dense(4), norm(), keras.layers.Dense(2), norm()]
    return keras.Sequential([keras.Input((3,)), *layers])


def functional(norm):
    inputs = keras.Input((3,))
    x = norm()(keras.layers.Dense(4)(inputs))
    return keras.Model(inputs, keras.layers.Add()([x, norm()(x)]))


def nested(norm):
    inputs = keras.Input((3,))
    x = norm()(functional(norm)(inputs))
    inner = keras.Sequential([keras.Input((4,)), sequential_block(norm), norm()])
    return keras.Model(inputs, inner(x))


def sequential_block(norm):
    return keras.Sequential([keras.Input((4,)), norm(), keras.layers.Dense(2)])


MODELS = pytest.mark.parametrize("make", [sequential, functional, nested])


def trained_model(make, norm):
    """Its weights are not those of the start."""
    model = make(norm)
    generator = np.random.default_rng(0)
    for weight in model.weights:
        if not weight.path.endswith("steps"):
            weight.assign(generator.uniform(0.5, 2.0, weight.shape))
    return model


def outputs(model):
    return to_numpy(model(X, training=False))


def classes(model):
    """Of the layers of a model and of the models in it."""
    inner = [layer for layer in model.layers if isinstance(layer, keras.Model)]
    return {type(layer) for layer in model.layers}.union(*map(classes, inner))


@MODELS
@pytest.mark.parametrize("norm", [BatchNorm, like_keras])
def test_a_file_of_keras_loads(make, norm, tmp_path):
    old, new = trained_model(make, theirs), make(norm)
    old.save_weights(tmp_path / "of.weights.h5")
    new.load_weights(tmp_path / "of.weights.h5")
    assert_close(outputs(new), outputs(old))


@MODELS
def test_keras_loads_a_file_of_a_layer_without_corrections(make, tmp_path):
    old, new = trained_model(make, like_keras), make(theirs)
    old.save_weights(tmp_path / "of.weights.h5")
    new.load_weights(tmp_path / "of.weights.h5")
    assert_close(outputs(new), outputs(old))


@MODELS
def test_a_whole_model_is_saved_and_loaded(make, tmp_path):
    model = trained_model(make, BatchNorm)
    model.save(tmp_path / "whole.keras")
    loaded = keras.models.load_model(tmp_path / "whole.keras")
    assert BatchNorm in classes(loaded)
    assert_close(outputs(loaded), outputs(model))


@MODELS
def test_a_model_is_cloned(make):
    model = make(BatchNorm)
    assert classes(keras.models.clone_model(model)) == classes(model)


def exchanged(layer):
    """As on the page of batch normalization."""
    if isinstance(layer, keras.Model):
        return keras.models.clone_model(layer, clone_function=exchanged)
    kind = type(layer)
    if isinstance(layer, keras.layers.BatchNormalization):
        kind = BatchNorm
    return kind.from_config(layer.get_config())


@MODELS
def test_the_layers_of_a_model_are_exchanged(make, tmp_path):
    old = trained_model(make, theirs)
    new = exchanged(old)
    old.save_weights(tmp_path / "old.weights.h5")
    new.load_weights(tmp_path / "old.weights.h5")
    assert keras.layers.BatchNormalization in classes(old)
    assert keras.layers.BatchNormalization not in classes(new)
    assert BatchNorm in classes(new)
    assert_close(outputs(new), outputs(old))


def test_a_list_of_a_whole_model_does_not_fit_where_steps_are_counted():
    weights = sequential(theirs).get_weights()
    sequential(like_keras).set_weights(weights)
    with pytest.raises(ValueError, match="weights"):
        sequential(BatchNorm).set_weights(weights)


def test_it_is_registered_under_its_own_name():
    """Though weights files call it as Keras's layer."""
    name = keras.saving.get_registered_name(BatchNorm)
    assert name == "keras_nntricks>BatchNorm"
    assert BatchNorm.__qualname__ == "BatchNorm"
    copy = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(BatchNorm(momentum=0.5))
    )
    assert type(copy) is BatchNorm
    assert copy.momentum == 0.5
