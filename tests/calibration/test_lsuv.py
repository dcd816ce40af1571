import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks.calibration import lsuv
from keras_nntricks.layers import MaxoutDense
from tests.backends import to_numpy
from tests.calibration.made_models import (
    KINDS,
    batch,
    functional,
    sequential,
    subclassed,
)


def chain(*parts, shape=(6,)):
    return keras.Sequential([keras.Input(shape), *parts])


def test_a_linear_layer_has_variance_1_after_one_iteration():
    model = chain(layers.Dense(8, name="a"))
    report = lsuv(model, 7 * batch())
    assert report["a"].iterations == 1
    assert abs(to_numpy(model(7 * batch())).var() - 1) < 1e-5


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_model_ends_within_the_tolerance(kind):
    report = lsuv(KINDS[kind](), batch(), tolerance=0.02)
    assert all(abs(row.after_std**2 - 1) < 0.02 for row in report.rows)
    assert all(row.layer in ROWS[kind] for row in report.rows)
    assert len(report.rows) == len(ROWS[kind])


ROWS = {
    "sequential": ["first", "last"],
    "functional": ["shared", "inner", "outer", "last"],
    "subclassed": ["first", "last"],
    "nested": ["inside", "last"],
}


def test_the_variance_is_that_before_the_fused_activation():
    model = sequential()
    lsuv(model, batch(), tolerance=1e-3)
    first, last = (layer.get_weights() for layer in model.layers)
    z = batch().astype("float64") @ first[0] + first[1]
    assert abs(z.var() - 1) < 1e-3
    assert abs((np.maximum(z, 0) @ last[0] + last[1]).var() - 1) < 1e-3


def test_parametric_activations_are_looked_through_and_left_alone():
    fused = layers.Dense(8, activation=layers.PReLU(name="slopes"), name="a")
    model = chain(fused, layers.PReLU(name="more"))
    report = lsuv(model, batch(), tolerance=1e-3)
    assert [row.layer for row in report.rows] == ["a"]
    kernel, bias, *slopes = model.get_weights()
    assert abs((batch().astype("float64") @ kernel + bias).var() - 1) < 1e-3
    assert not any(np.any(slope) for slope in slopes)


def test_conv_kernels_are_orthonormal_as_maps_from_patches():
    conv = layers.Conv2D(8, 3, name="a")
    report = lsuv(chain(conv, shape=(5, 5, 4)), batch(8, (5, 5, 4)))
    matrix = to_numpy(conv.kernel).reshape(36, 8)
    values = np.linalg.svd(matrix, compute_uv=False)
    np.testing.assert_allclose(values, values[0], rtol=1e-5)
    assert abs(report["a"].after_std - 1) < 1e-5


OTHERS = {
    "grouped": (layers.Conv2D(6, 3, groups=2), (5, 5, 4)),
    "depthwise": (layers.DepthwiseConv2D(3, depth_multiplier=2), (5, 5, 3)),
    "separable": (layers.SeparableConv2D(7, 3), (5, 5, 3)),
    "transposed": (layers.Conv1DTranspose(5, 3, strides=2), (6, 4)),
    "einsum": (layers.EinsumDense("abc,cde->abde", (None, 2, 3)), (4, 5)),
    "maxout": (MaxoutDense(6, num_pieces=3), (5,)),
    "volume": (layers.Conv3D(3, 2), (3, 3, 3, 2)),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_kernels_are_scaled_too(kind):
    made, shape = OTHERS[kind]
    layer = type(made).from_config(made.get_config())
    model = chain(layer, shape=shape)
    lsuv(model, batch(16, shape), tolerance=1e-3)
    assert abs(to_numpy(model(batch(16, shape))).var() - 1) < 1e-3


def _grams(matrices):
    return [matrix.T @ matrix for matrix in matrices]


def test_each_group_and_each_channel_has_its_own_orthonormal_matrix():
    grouped, depthwise = (
        type(OTHERS[k][0]).from_config(OTHERS[k][0].get_config())
        for k in ("grouped", "depthwise")
    )
    lsuv(chain(grouped, shape=(5, 5, 4)), batch(8, (5, 5, 4)))
    kernel = to_numpy(grouped.kernel)
    halves = [kernel[..., :3].reshape(18, 3), kernel[..., 3:].reshape(18, 3)]
    lsuv(chain(depthwise, shape=(5, 5, 3)), batch(8, (5, 5, 3)))
    kernel = to_numpy(depthwise.kernel)
    channels = [kernel[:, :, channel].reshape(9, 2) for channel in range(3)]
    for found in (_grams(halves), _grams(channels)):
        scale = found[0][0, 0]
        for gram in found:
            np.testing.assert_allclose(gram, scale * np.eye(len(gram)), atol=1e-5)


def test_without_orthogonal_the_kernel_is_only_scaled():
    model = chain(layers.Dense(8, name="a"))
    before = to_numpy(model.layers[0].kernel)
    lsuv(model, batch(), orthogonal=False)
    ratio = to_numpy(model.layers[0].kernel) / before
    np.testing.assert_allclose(ratio, ratio[0, 0], rtol=1e-5)


def test_biases_stay_unless_the_mean_is_to_be_fixed():
    model = chain(layers.Dense(8, bias_initializer="ones", name="a"))
    lsuv(model, batch())
    assert np.all(to_numpy(model.layers[0].bias) == 1)
    report = lsuv(model, batch(), fix_mean=True)
    outputs = to_numpy(model(batch()))
    assert abs(outputs.mean()) < 1e-5
    assert abs(report["a"].after_mean) < 1e-5
    without = chain(layers.Dense(8, use_bias=False, name="a"))
    assert "no bias" in lsuv(without, batch(), fix_mean=True)["a"].note


def test_a_shared_layer_is_scaled_at_its_first_call():
    report = lsuv(functional(), batch())
    assert "called again" in report["shared"].note
    assert report["shared"].iterations == 1
    assert report["inner"].note == ""


def test_frozen_layers_and_zero_kernels_are_left_alone():
    frozen = layers.Dense(6, name="frozen", trainable=False)
    zero = layers.Dense(6, kernel_initializer="zeros", name="zero")
    inputs = keras.Input((6,))
    x = frozen(inputs)
    outputs = layers.Dense(3, name="last")(layers.Add()([x, zero(x)]))
    model = keras.Model(inputs, outputs)
    before = frozen.get_weights()[0]
    report = lsuv(model, batch())
    assert np.array_equal(frozen.get_weights()[0], before)
    assert not np.any(zero.get_weights()[0])
    assert "frozen" in report["frozen"].note
    assert "zero" in report["zero"].note
    assert report["last"].iterations == 1


def test_what_cannot_reach_the_variance_is_said():
    far = layers.Dense(8, bias_initializer=keras.initializers.RandomNormal(0, 9))
    report = lsuv(chain(far), batch(), max_iterations=2)
    assert report.rows[0].note == "not within the tolerance"
    assert report.rows[0].iterations == 2
    dead = layers.Dense(4, activation="relu", name="dead", bias_initializer="ones")
    model = chain(layers.ReLU(max_value=0), dead)
    assert "do not vary" in lsuv(model, batch())["dead"].note


def test_few_numbers_are_pointed_at():
    report = lsuv(chain(layers.Dense(3)), batch(2))
    assert "from 6 numbers only" in report.rows[0].note


def test_batch_norm_keeps_its_statistics():
    model = subclassed()
    before = [w.copy() for w in model.norm.get_weights()]
    lsuv(model, batch())
    for old, new in zip(before, model.norm.get_weights(), strict=True):
        assert np.array_equal(old, new)


@pytest.mark.parametrize("policy", ["mixed_float16", "bfloat16"])
def test_lower_precision_is_measured_in_float32(policy):
    model = chain(layers.Dense(16, dtype=policy), layers.Dense(8, dtype=policy))
    report = lsuv(model, 300 * batch(32))
    assert all(abs(row.after_std**2 - 1) < 0.1 for row in report.rows)


def test_several_inputs_come_as_a_dict_or_a_list():
    left, right = keras.Input((6,), name="left"), keras.Input((3,), name="right")
    both = layers.Concatenate()([left, right])
    outputs = layers.Dense(4, name="a")(both)
    arrays = {"left": batch(), "right": batch(shape=(3,))}
    named = keras.Model({"left": left, "right": right}, outputs)
    assert abs(lsuv(named, arrays)["a"].after_std - 1) < 1e-5
    listed = keras.Model([left, right], outputs)
    assert listed([arrays["left"], arrays["right"]]).shape == (64, 4)
    again = lsuv(listed, list(arrays.values()), orthogonal=False)
    assert again["a"].iterations == 0


def test_attention_is_made_of_layers_that_are_scaled():
    inputs = keras.Input((3, 4))
    attention = layers.MultiHeadAttention(2, 3, name="attention")
    model = keras.Model(inputs, attention(inputs, inputs))
    report = lsuv(model, batch(8, (3, 4)), tolerance=0.02)
    assert [row.layer for row in report.rows][-1] == "attention_output"
    assert sorted(row.layer for row in report.rows)[:3] == [
        "attention_output",
        "key",
        "query",
    ]
    assert all(abs(row.after_std**2 - 1) < 0.02 for row in report.rows)


def test_nothing_changes_when_a_layer_fails():
    model = sequential()
    before = model.get_weights()
    huge = np.full((4, 6), 1e38, "float32")
    huge[0] *= -1
    with pytest.raises(ValueError, match=r"^`batch` must be such that the outputs"):
        lsuv(model, 3 * huge)
    for old, new in zip(before, model.get_weights(), strict=True):
        assert np.array_equal(old, new)


def test_layers_that_rescale_their_kernel_are_refused():
    wrapped = layers.SpectralNormalization(layers.Dense(3), name="spectral")
    with pytest.raises(ValueError, match=r"as 'spectral' does"):
        lsuv(chain(wrapped), batch())


def test_a_model_without_kernels_is_refused():
    with pytest.raises(ValueError, match="trainable kernel that is not zero"):
        lsuv(chain(layers.ReLU()), batch())
    with pytest.raises(ValueError, match="trainable kernel that is not zero"):
        lsuv(chain(layers.GRU(3), shape=(4, 6)), batch(shape=(4, 6)))
