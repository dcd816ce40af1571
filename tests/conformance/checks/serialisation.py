"""Configs and files."""

import contextlib
import pathlib
import tempfile

import keras

from tests.conformance.models import (
    assert_close,
    feed,
    named_weights,
    output_of,
    sequential,
    shake,
    through_json,
)
from tests.conformance.registry import check

OBJECTS = ("layer", "initializer", "callback", "constraint", "optimizer")


def _has_config(case):
    """Layers and initializers always; a callback if it says how it was made."""
    return hasattr(case.make, "get_config")


def _is_serialisable(case):
    return case.family == "activation" or _has_config(case)


@check(*OBJECTS, when=_has_config)
def check_config_survives_json(case):
    """`from_config` of the config out of a file gives the same config."""
    config = through_json(case.build().get_config())
    again = case.make.from_config(config).get_config()
    assert through_json(again) == config, f"{case.id}: {again} != {config}"


@check(*OBJECTS, when=_has_config)
def check_config_names_every_argument(case):
    """And holds the values of this setting, not the defaults."""
    config = through_json(case.build().get_config())
    missing = set(case.arguments) - set(config)
    assert not missing, f"{case.id}: the config lacks {sorted(missing)}"
    for name, value in case.kwargs.items():
        if not isinstance(config[name], dict):  # else a serialised object
            assert config[name] == value, f"{case.id}: {name}={config[name]!r}"


@check(*OBJECTS, "activation", when=_is_serialisable)
def check_registered_object_survives_json(case):
    """Keras finds it again by its registered name, without `custom_objects`."""
    thing = case.make if case.family == "activation" else case.build()
    saved = through_json(keras.saving.serialize_keras_object(thing))
    again = keras.saving.deserialize_keras_object(saved)
    same = again is thing if case.family == "activation" else type(again) is type(thing)
    assert same, f"{case.id}: came back as {again!r}"


@check("layer")
def check_build_leaves_the_config_alone(case):
    """No constructor argument is overwritten by `build` or by a call."""
    layer = case.build()
    before = _without_build(through_json(layer.get_config()))
    layer(feed(case))
    after = _without_build(through_json(layer.get_config()))
    assert after == before, f"{case.id}: {before} became {after}"


def _without_build(config):
    # Keras notes the shape of a built layer, also of one that another layer holds.
    if isinstance(config, list):
        return [_without_build(part) for part in config]
    if not isinstance(config, dict):
        return config
    kept = {name: part for name, part in config.items() if name != "build_config"}
    return {name: _without_build(part) for name, part in kept.items()}


@check("layer")
def check_saved_and_loaded_gives_the_same_output(case):
    """From a .keras file, with weights that are not the initial ones."""
    inputs, model = feed(case), sequential(case)
    shake(model)
    with _folder() as folder:
        model.save(folder / "model.keras")
        loaded = keras.models.load_model(folder / "model.keras")
    expected = output_of(model, inputs, training=False)
    actual = output_of(loaded, inputs, training=False)
    assert_close(actual, expected, f"{case.id}: differs after loading")


@check("layer")
def check_clone_takes_weights_from_a_file(case):
    """`clone_model`, then the weights from a .weights.h5 file."""
    inputs, model = feed(case), sequential(case)
    clone = keras.models.clone_model(model)
    if model.weights:  # Keras refuses to load a file that holds no weight
        with _folder() as folder:
            model.save_weights(folder / "model.weights.h5")
            clone.load_weights(folder / "model.weights.h5")
    expected, actual = output_of(model, inputs), output_of(clone, inputs)
    assert_close(actual, expected, f"{case.id}: the clone differs")


@check("initializer")
def check_saved_inside_a_layer(case):
    """A saved layer brings its initializer back."""
    layer = _layer_of_kernel(case.shapes[0], case.build())
    _assert_same_after_loading(layer, "kernel_initializer", case.shapes[0][:-1])


def _layer_of_kernel(shape, initializer):
    *window, _, outputs = shape
    if not window:
        return keras.layers.Dense(outputs, kernel_initializer=initializer)
    convolution = getattr(keras.layers, f"Conv{len(window)}D")
    return convolution(outputs, tuple(window), kernel_initializer=initializer)


@check("constraint")
def check_constraint_saved_inside_a_layer(case):
    """A saved layer brings its constraint back."""
    layer = keras.layers.Dense(3, kernel_constraint=case.build())
    _assert_same_after_loading(layer, "kernel_constraint")


@check("activation")
def check_saved_as_an_activation(case):
    """A saved layer brings its activation back."""
    layer = keras.layers.Dense(3, activation=case.make)
    _assert_same_after_loading(layer, "activation")


def _assert_same_after_loading(layer, attribute, input_shape=(4,)):
    model = keras.Sequential([keras.Input(input_shape), layer])
    with _folder() as folder:
        model.save(folder / "model.keras")
        loaded = keras.models.load_model(folder / "model.keras").layers[-1]
    serialize = keras.saving.serialize_keras_object
    before = serialize(getattr(layer, attribute))
    after = serialize(getattr(loaded, attribute))
    assert after == before, f"{attribute}: {before} became {after}"
    for name, value in named_weights(layer).items():
        assert_close(named_weights(loaded)[name], value, f"{name} differs")


@contextlib.contextmanager
def _folder():
    with tempfile.TemporaryDirectory() as folder:
        yield pathlib.Path(folder)
