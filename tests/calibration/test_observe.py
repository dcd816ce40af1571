import contextlib

import keras
import numpy as np
import pytest

from keras_nntricks._leaf_layers import leaf_layers
from keras_nntricks.calibration._observe import observe
from tests.backends import to_numpy
from tests.calibration.made_models import KINDS, batch, functional, sequential

CALLS = {
    "sequential": ["first", "last"],
    "functional": ["shared", "shared", "inner", "relu", "outer", "add", "last"],
    "subclassed": ["first", "norm", "last"],
    "nested": ["inside", "last"],
}

FINE = contextlib.nullcontext()


def _named(model):
    return {layer.name: layer for layer in leaf_layers(model)}


@pytest.mark.parametrize("kind", KINDS)
def test_each_call_is_seen_in_order(kind):
    model, seen = KINDS[kind](), []
    watched = {
        layer: lambda inputs, outputs, name=name: seen.append((name, inputs, outputs))
        for name, layer in _named(model).items()
        if not isinstance(layer, keras.layers.InputLayer)
    }
    outputs = observe(model, batch(), watched)
    assert [name for name, _, _ in seen] == CALLS[kind]
    assert np.array_equal(to_numpy(seen[0][1]), batch())
    assert np.array_equal(to_numpy(seen[-1][2]), to_numpy(outputs))
    assert np.array_equal(to_numpy(outputs), to_numpy(model(batch(), training=False)))


def test_what_a_watcher_returns_goes_on():
    model = sequential()
    first, last = model.layers
    outputs = observe(model, batch(), {first: lambda inputs, outputs: outputs * 0})
    expected = np.broadcast_to(to_numpy(last.bias), (64, 4))
    assert np.array_equal(to_numpy(outputs), expected)


def test_a_watcher_may_change_weights_and_call_again():
    model = sequential()
    first = model.layers[0]

    def double(inputs, outputs):
        first.kernel.assign(2 * first.kernel)
        return first.call(inputs)

    before = to_numpy(first(batch()))
    seen = observe(keras.Sequential([first]), batch(), {first: double})
    np.testing.assert_allclose(to_numpy(seen), 2 * before, rtol=1e-6)


def test_nothing_is_left_behind_also_after_an_exception():
    model = functional()

    def fail(inputs, outputs):
        raise OSError("full")

    watched = [_named(model)["shared"], _named(model)["inner"]]
    before = [set(vars(layer)) for layer in watched]
    for function in (fail, lambda inputs, outputs: None):
        raises = pytest.raises(OSError, match=r"^full$") if function is fail else FINE
        with raises:
            observe(model, batch(), dict.fromkeys(watched, function))
        assert [set(vars(layer)) for layer in watched] == before


def test_a_call_of_the_users_own_comes_back():
    model = sequential()
    first = model.layers[0]

    def own(inputs, training=None):
        return type(first).call(first, inputs) + 1

    first.call = own
    observe(model, batch(), {first: lambda inputs, outputs: None})
    assert first.call is own


def test_the_run_is_not_a_training():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dropout(0.5)])
    assert np.array_equal(to_numpy(observe(model, batch(), {})), batch())


def test_layers_are_found_once_in_lists_wrappers_and_nested_models():
    names = [name for name in _named(KINDS["nested"]()) if "input" not in name]
    assert names == ["inside", "last"]
    inner = keras.layers.Dense(3, name="inner")
    wrapper = keras.layers.TimeDistributed(inner, name="wrapper")
    model = keras.Sequential([keras.Input((2, 6)), wrapper])
    assert leaf_layers(model) == [wrapper, inner]
    names = [layer.name for layer in leaf_layers(KINDS["subclassed"]())]
    assert sorted(names) == ["first", "last", "norm"]
    assert len(leaf_layers(functional())) == len(set(leaf_layers(functional()))) == 7
