import keras
import pytest
from keras import layers

from keras_nntricks.calibration._branches import find_branches


def _names(model):
    return [[layer.name for layer in branch] for branch in find_branches(model)]


def _dense(name, units=6):
    return layers.Dense(units, name=name)


def _residual(x, *names):
    branch = x
    for name in names:
        branch = _dense(name)(layers.ReLU()(branch))
    return layers.Add()([branch, x])


def test_branches_beside_identities():
    inputs = keras.Input((6,))
    x = _residual(_residual(inputs, "a", "b"), "c", "d", "e")
    model = keras.Model(inputs, _dense("last")(x))
    assert _names(model) == [["a", "b"], ["c", "d", "e"]]


def test_a_projection_is_the_shortcut():
    inputs = keras.Input((6,))
    branch = _dense("b", 3)(_dense("a")(inputs))
    model = keras.Model(inputs, layers.add([_dense("short", 3)(inputs), branch]))
    assert _names(model) == [["a", "b"]]


def test_sums_that_are_operators_and_several_branches():
    inputs = keras.Input((6,))
    model = keras.Model(inputs, _dense("b")(_dense("a")(inputs)) + inputs)
    assert _names(model) == [["a", "b"]]
    three = layers.Add()([_dense("c")(inputs), inputs, _dense("d")(inputs)])
    assert _names(keras.Model(inputs, three)) == [["c"], ["d"]]


def test_what_is_no_residual_branch():
    inputs = keras.Input((6,))
    parallel = layers.Add()([_dense("a")(inputs), _dense("b")(inputs)])
    assert _names(keras.Model(inputs, parallel)) == []
    joined = layers.Concatenate()([_dense("c")(inputs), inputs])
    assert _names(keras.Model(inputs, joined)) == []
    assert _names(keras.Model(inputs, layers.Add()([inputs, inputs]))) == []


def test_blocks_inside_other_models():
    inner = keras.Input((6,))
    block = keras.Model(inner, _residual(inner, "a", "b"), name="block")
    model = keras.Sequential([keras.Input((6,)), _dense("first"), block, block])
    assert _names(model) == [["a", "b"]]
    inside = keras.Sequential([keras.Input((6,)), _dense("c"), _dense("d")])
    outer = keras.Input((6,))
    assert _names(keras.Model(outer, outer + inside(outer))) == [["c", "d"]]


class OwnConfig(keras.Model):
    """A graph in a class whose config says only how it was made."""

    def __init__(self, units):
        inputs = keras.Input((units,))
        super().__init__(inputs, _residual(inputs, "a", "b"))
        self.units = units

    def get_config(self):
        return {"units": self.units}


class Unsaved(layers.Identity):
    def get_config(self):
        raise NotImplementedError("not saved")


def test_a_graph_in_a_class_with_a_config_of_its_own():
    assert _names(OwnConfig(6)) == [["a", "b"]]


def test_a_layer_that_cannot_be_read_is_named():
    inputs = keras.Input((6,))
    model = keras.Model(inputs, Unsaved(name="unsaved")(_residual(inputs, "a", "b")))
    message = "^`branches` must be given: the config of layer 'unsaved' cannot"
    with pytest.raises(ValueError, match=message):
        find_branches(model)


def test_a_branch_that_goes_on_behind_another_model():
    inner = keras.Input((6,))
    part = keras.Model(inner, _dense("a")(inner), name="part")
    inputs = keras.Input((6,))
    stem = _dense("stem")(inputs)
    model = keras.Model(inputs, layers.Add()([stem, _dense("b")(part(stem))]))
    assert _names(model) == [["a", "b"]]
