"""What cannot be watched is named once, and the training goes on."""

import keras
import pytest

from tests.taps.situations import (
    ON_TENSORFLOW,
    ON_TORCH,
    plain_fit,
    rematerialized,
    small,
    with_a_loop,
)
from tests.taps.watchers import Watcher, same, state_of


def _trained(build, callbacks):
    keras.utils.set_random_seed(4)
    model = build()
    # Keras itself cannot rematerialize in a graph of TensorFlow.
    eager = ON_TENSORFLOW and build is rematerialized
    loss = "sparse_categorical_crossentropy"
    model.compile("adam", loss, run_eagerly=eager)
    plain_fit(model, callbacks)
    return model


def _watched(build, message):
    watcher = Watcher()
    with pytest.warns(UserWarning, match=message) as told:
        model = _trained(build, [watcher])
    assert len([w for w in told if "watched" in str(w.message)]) == 1
    return model, watcher.values()


def test_a_layer_inside_of_a_loop():
    if ON_TORCH:  # the loop is Python's: each turn can be read
        watcher = Watcher()
        model, turns = _trained(with_a_loop, [watcher]), ["inner", "inner#2"]
        values = watcher.values()
    else:
        model, values = _watched(with_a_loop, "not watched: .*inner")
        turns = []
    assert same(state_of(model), state_of(_trained(with_a_loop, [])))
    names = [path.split("/")[-1] for path in values[0]["outputs"]]
    assert [
        name for name in names if name.startswith("inner#") or name == "inner"
    ] == turns


def test_rematerialized_layers():
    model, values = _watched(rematerialized, r"not watched: \['inside'\]")
    assert same(state_of(model), state_of(_trained(rematerialized, [])))
    assert [path.split("/")[-1] for path in values[0]["outputs"]] == ["outside"]


class Mute(keras.Model):
    """A step that says nothing that statistics could go with."""

    def make_train_function(self, force=False):
        super().make_train_function(force)
        function = self.train_function

        def silent(*args):
            result = function(*args)
            logs = result[0] if isinstance(result, tuple) else result
            logs = {"loss": logs["loss"]}
            return (logs, *result[1:]) if isinstance(result, tuple) else logs

        self.train_function = silent


def test_statistics_that_do_not_come_out():
    def build():
        model = small()
        return Mute(model.inputs, model.outputs)

    model, values = _watched(build, "without being watched")
    assert same(state_of(model), state_of(_trained(build, [])))
    assert values == []
