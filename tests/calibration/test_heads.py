import keras
import pytest
from keras import layers

from keras_nntricks.calibration import fixup
from tests.backends import to_numpy
from tests.calibration.made_models import batch, residual_block

NEEDED = r"^`classifier` must be given, or False"


def _dense(name, units=6):
    return layers.Dense(units, name=name)


def _residual(x, name):
    return layers.Add()([x, _dense(f"{name}2")(_dense(f"{name}1")(x))])


def _zeroed(model, **arguments):
    fixup(model, **arguments)
    kernels = {v.path.split("/")[-2]: v for v in model.weights if v.name == "kernel"}
    return sorted(name for name, value in kernels.items() if not to_numpy(value).any())


def _trunk():
    inputs = keras.Input((6,))
    return inputs, _residual(_residual(_dense("stem")(inputs), "a"), "b")


def test_the_stem_of_a_network_without_a_head_is_no_classifier():
    inputs, trunk = _trunk()
    model = keras.Model(inputs, layers.ReLU()(trunk))
    before = model.get_weights()
    with pytest.raises(ValueError, match=NEEDED):
        fixup(model)
    assert all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))
    assert _zeroed(model, classifier=False) == ["a2", "b2"]


def test_a_projection_shortcut_is_no_classifier():
    inputs = keras.Input((6,))
    x = _residual(inputs, "a")
    x = layers.Add()([_dense("short")(x), _dense("b2")(_dense("b1")(x))])
    with pytest.raises(ValueError, match=NEEDED):
        fixup(keras.Model(inputs, x))


def test_each_of_two_heads_is_a_classifier():
    inputs, trunk = _trunk()
    outputs = [_dense("left", 2)(trunk), _dense("right", 3)(_dense("hidden")(trunk))]
    assert _zeroed(keras.Model(inputs, outputs)) == ["a2", "b2", "left", "right"]


def test_heads_around_and_inside_other_models():
    head = keras.Sequential([keras.Input((6,)), _dense("hidden"), _dense("last", 2)])
    inputs = keras.Input((6,))
    outputs = head(residual_block()(inputs) * 2)
    assert _zeroed(keras.Model(inputs, outputs)) == ["last", "outer"]
    inputs, trunk = _trunk()
    whole = keras.Model(inputs, _dense("last", 2)(trunk))
    around = keras.Sequential([keras.Input((6,)), whole, layers.Softmax()])
    assert _zeroed(around) == ["a2", "b2", "last"]


@pytest.mark.parametrize("kind", ["shared", "attention"])
def test_a_head_that_is_more_than_one_kernel_has_to_be_said(kind):
    inputs = keras.Input((3, 6))
    shared = _dense("shared")
    trunk = _residual(shared(inputs), "a")
    if kind == "shared":
        outputs = shared(trunk)
    else:
        outputs = layers.MultiHeadAttention(2, 3)(trunk, trunk)
    with pytest.raises(ValueError, match=NEEDED):
        fixup(keras.Model(inputs, outputs))


def test_the_sum_inside_a_branch_is_a_branch_of_its_own():
    inputs = keras.Input((6,))
    inner = _residual(_dense("o1")(inputs), "i")
    x = layers.Add()([inputs, _dense("o2")(inner)])
    model = keras.Model(inputs, _dense("last", 2)(x))
    report = fixup(model)
    notes = {row.layer: row.note for row in report.rows}
    assert notes["o1"].endswith("of 2: times 0.7071")
    assert notes["i1"].endswith("of 2: times 0.7071")
    assert "last layer" in notes["o2"]
    assert "last layer" in notes["i2"]
    numbers = {name: note[:8] for name, note in notes.items()}
    assert numbers["o1"] == numbers["o2"] != numbers["i1"] == numbers["i2"]


def test_a_sum_of_sums_counts_a_branch_once():
    inputs = keras.Input((6,))
    x = layers.Add()([inputs, _residual(inputs, "a")])
    report = fixup(keras.Model(inputs, _dense("last", 2)(x)))
    assert report["a1"].note == "branch 1 of 1: times 1"


def test_branches_that_share_some_layers_are_refused():
    inputs, trunk = _trunk()
    model = keras.Model(inputs, _dense("last", 2)(trunk))
    a1, a2, b2 = map(model.get_layer, ("a1", "a2", "b2"))
    with pytest.raises(ValueError, match=r"^`branches` must be apart .* share \['a1'"):
        fixup(model, [[a1, a2], [a1, b2]])
    report = fixup(model, [[a1, a2]] * 4)
    assert report["a1"].after_std == pytest.approx(report["a1"].before_std / 2)


def test_the_bias_of_a_single_unit_is_no_scalar():
    inputs, trunk = _trunk()
    model = keras.Model(inputs, _dense("last", 1)(trunk))
    assert model(batch(2)).shape == (2, 1)
    assert "no scalar" in fixup(model)["b2"].note
