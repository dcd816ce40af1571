import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks.calibration import (
    fixup,
    krahenbuhl,
    lsuv,
    precise_batch_norm,
    weight_norm_init,
)
from keras_nntricks.layers import WeightNorm
from tests.backends import to_numpy
from tests.calibration.made_models import batch


class Cell(layers.Layer):
    """A recurrent cell around another layer."""

    def __init__(self, inner):
        super().__init__()
        self.inner, self.state_size, self.output_size = inner, 6, 6

    def build(self, input_shape):
        self.inner.build(input_shape)
        super().build(input_shape)

    def call(self, inputs, states):
        outputs = self.inner(inputs) + states[0]
        return outputs, [outputs]


def _recurrent(inner, last):
    around = layers.RNN(Cell(inner), name="around")
    return keras.Sequential([keras.Input((3, 6)), around, last])


@pytest.mark.parametrize("calibrate", [lsuv, krahenbuhl])
def test_kernels_inside_recurrent_layers(calibrate):
    inner = layers.Dense(6, name="inner")
    model = _recurrent(inner, layers.Dense(4, name="last"))
    before = to_numpy(inner.kernel)
    report = calibrate(model, batch(16, (3, 6)))
    assert [row.layer for row in report.rows] == ["last", "around"]
    assert report["around"].note == "left alone: recurrent"
    assert np.isnan(report["around"].after_std)
    assert abs(report["last"].after_std - 1) < 0.05
    np.testing.assert_array_equal(to_numpy(inner.kernel), before)


def test_normalization_inside_recurrent_layers():
    inner = layers.BatchNormalization(name="inner")
    model = _recurrent(inner, layers.BatchNormalization(name="last"))
    report = precise_batch_norm(model, batch(16, (3, 6)))
    assert [row.layer for row in report.rows] == ["last", "inner"]
    assert report["inner"].note == "left alone: recurrent"
    assert report["inner"].iterations == 0
    assert not np.any(to_numpy(inner.moving_mean))
    wrapped = WeightNorm(layers.Dense(6), name="wrapped")
    model = _recurrent(wrapped, layers.Dense(2))
    with pytest.raises(ValueError, match="inside a recurrent layer, as 'wrapped' is"):
        weight_norm_init(model, batch(16, (3, 6)))


def test_each_layer_that_is_left_alone_has_a_row():
    inputs = keras.Input((3,), dtype="int32")
    x = layers.Embedding(5, 6, name="embedding")(inputs)
    x = layers.Bidirectional(layers.GRU(2, name="gru"), name="both")(x)
    x = layers.PReLU(name="slopes")(x)
    model = keras.Model(inputs, layers.Dense(3, name="last")(x))
    numbers = np.random.default_rng(0).integers(0, 5, (16, 3))
    report = lsuv(model, numbers)
    notes = {row.layer: row.note for row in report.rows}
    assert notes.pop("last") == ""
    assert notes.pop("embedding") == "left alone: embedding"
    assert set(notes.values()) == {"left alone: recurrent"}
    assert sorted(notes) == ["backward_gru", "forward_gru"]


@pytest.mark.parametrize("calibrate", [lsuv, krahenbuhl])
def test_a_layer_inside_time_distributed_says_which_step_it_saw(calibrate):
    steps = layers.TimeDistributed(layers.Dense(4, name="inner"))
    model = keras.Sequential([keras.Input((3, 6)), steps, layers.Dense(2, name="last")])
    report = calibrate(model, batch(16, (3, 6)))
    assert "calibrated at the first time step" in report["inner"].note
    assert "time step" not in report["last"].note


def _low_rank(dense):
    dense.enable_lora(2)


def _quantized(dense):
    dense.quantize("int8")


@pytest.mark.parametrize("change", [_low_rank, _quantized])
def test_kernels_that_are_none_are_refused_by_name(change):
    dense = layers.Dense(6, name="changed")
    model = keras.Sequential([keras.Input((6,)), dense, layers.Dense(3)])
    change(dense)
    for calibrate in (lsuv, krahenbuhl, lambda model, _: fixup(model)):
        with pytest.raises(ValueError, match=r"^`model` must be .* as 'changed' has"):
            calibrate(model, batch(8))


class Pair(layers.Layer):
    """A layer with a kernel that gives two tensors."""

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], 3))

    def call(self, inputs):
        return keras.ops.matmul(inputs, self.kernel), inputs


@pytest.mark.parametrize("calibrate", [lsuv, krahenbuhl])
def test_a_layer_of_several_outputs_is_refused_by_name(calibrate):
    inputs = keras.Input((6,))
    model = keras.Model(inputs, Pair(name="pair")(inputs)[0])
    with pytest.raises(ValueError, match=r"^`model` must be without the layer 'pair'"):
        calibrate(model, batch(8))


def test_several_inputs_with_targets():
    left, right = keras.Input((6,)), keras.Input((6,))
    norm = layers.BatchNormalization(name="norm")
    model = keras.Model([left, right], norm(left + right))
    report = precise_batch_norm(model, ([batch(8), batch(8)], np.zeros(8)))
    assert report["norm"].after_mean == pytest.approx(2 * batch(8).mean(), rel=1e-4)
