"""Population statistics against NumPy over all activations at once."""

import inspect

import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks import calibration
from keras_nntricks.layers import BatchNorm

GENERATOR = np.random.default_rng(3)
X = GENERATOR.gamma(2.0, size=(50, 4)).astype("float32")
BATCHES = (X[:20], X[20:40], X[40:])


def _alone(shape=(4,), **arguments):
    norm = layers.BatchNormalization(name="norm", **arguments)
    return keras.Sequential([keras.Input(shape), norm]), norm


def _two():
    """Two layers, the second behind what the first normalizes, and dropout."""
    return keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(5, name="dense"),
            layers.BatchNormalization(name="one"),
            layers.Activation("tanh"),
            layers.Dropout(0.5),
            layers.BatchNormalization(name="two"),
        ]
    )


def _statistics(layer):
    read = keras.ops.convert_to_numpy
    return read(layer.moving_mean), read(layer.moving_variance)


def _assert_statistics(layer, mean, variance, rtol=1e-5):
    found_mean, found_variance = _statistics(layer)
    np.testing.assert_allclose(found_mean, mean, rtol=rtol, atol=1e-6)
    np.testing.assert_allclose(found_variance, variance, rtol=rtol)


def test_pooled_is_the_variance_of_all_activations_with_a_short_last_batch():
    model, norm = _alone()
    calibration.precise_batch_norm(model, X, batch_size=20)
    _assert_statistics(norm, X.mean(axis=0), X.var(axis=0))


def test_averaged_is_the_mean_of_bessel_corrected_batch_variances():
    model, norm = _alone()
    calibration.precise_batch_norm(model, list(BATCHES), estimator="averaged")
    means = np.mean([batch.mean(axis=0) for batch in BATCHES], axis=0)
    variances = np.mean([batch.var(axis=0, ddof=1) for batch in BATCHES], axis=0)
    _assert_statistics(norm, means, variances)


def test_large_mean_does_not_cancel():
    # E[x^2] - E[x]^2 in float32 gives 1024 or 0 here.
    x = (1e5 + GENERATOR.normal(size=(64, 2))).astype("float32")
    model, norm = _alone((2,))
    calibration.precise_batch_norm(model, x, batch_size=24)
    exact = x.astype("float64")
    _assert_statistics(norm, exact.mean(axis=0), exact.var(axis=0))


def test_channels_of_images_at_either_axis():
    images = GENERATOR.normal(2.0, size=(6, 3, 4, 5)).astype("float32")
    for axis, others in ((-1, (0, 1, 2)), (1, (0, 2, 3))):
        model, norm = _alone((3, 4, 5), axis=axis)
        calibration.precise_batch_norm(model, images, batch_size=4)
        _assert_statistics(norm, images.mean(others), images.var(others))


def test_layers_upstream_normalize_with_their_batch_and_dropout_is_off():
    model = _two()
    calibration.precise_batch_norm(model, X, batch_size=20)
    kernel, bias = (np.asarray(w) for w in model.get_layer("dense").get_weights())
    hidden = [batch @ kernel + bias for batch in BATCHES]
    scaled = [
        np.tanh((h - h.mean(axis=0)) / np.sqrt(h.var(axis=0) + 1e-3)) for h in hidden
    ]
    rows = np.concatenate(scaled)
    _assert_statistics(model.get_layer("two"), rows.mean(0), rows.var(0), 1e-4)


def test_sequential_layers_upstream_use_their_new_statistics():
    model = _two()
    calibration.precise_batch_norm(model, X, sequential=True, batch_size=20)
    kernel, bias = (np.asarray(w) for w in model.get_layer("dense").get_weights())
    hidden = X @ kernel + bias
    rows = np.tanh((hidden - hidden.mean(0)) / np.sqrt(hidden.var(0) + 1e-3))
    _assert_statistics(model.get_layer("two"), rows.mean(0), rows.var(0), 1e-4)


def test_inference_over_the_data_is_centred_and_scaled():
    model, _ = _alone(epsilon=1e-12)
    calibration.precise_batch_norm(model, X)
    outputs = model.predict(X, verbose=0)
    np.testing.assert_allclose(outputs.mean(axis=0), 0.0, atol=1e-5)
    np.testing.assert_allclose(outputs.std(axis=0), 1.0, rtol=1e-5)


def test_shared_layer_pools_all_its_calls():
    shared = layers.BatchNormalization(name="shared")
    one, other = keras.Input((4,)), keras.Input((4,))
    model = keras.Model([one, other], [shared(one), shared(other)])
    data = ((X, 3 * X + 1),)
    calibration.precise_batch_norm(model, [(inputs,) for inputs in data])
    both = np.concatenate([X, 3 * X + 1])
    _assert_statistics(shared, both.mean(axis=0), both.var(axis=0))


def test_masked_steps_do_not_count():
    model = keras.Sequential(
        [
            keras.Input((3, 2)),
            layers.Masking(),
            layers.BatchNormalization(name="norm"),
        ]
    )
    x = GENERATOR.normal(size=(8, 3, 2)).astype("float32")
    x[:5, 2:] = 0.0
    calibration.precise_batch_norm(model, x)
    rows = x[np.any(x != 0, axis=-1)]
    _assert_statistics(model.get_layer("norm"), rows.mean(axis=0), rows.var(axis=0))


def test_mask_leaves_the_channel_axis_out():
    x = GENERATOR.normal(size=(4, 2, 3)).astype("float32")
    mask = np.array([[True, True, False]] * 4)
    norm = BatchNorm(axis=1)
    inputs, given = keras.Input((2, 3)), keras.Input((3,), dtype="bool")
    model = keras.Model([inputs, given], norm(inputs, mask=given))
    calibration.precise_batch_norm(model, [((x, mask),)])
    kept = x[:, :, :2]
    _assert_statistics(norm, kept.mean(axis=(0, 2)), kept.var(axis=(0, 2)))


KERAS_RENORM = "renorm" in inspect.signature(layers.BatchNormalization).parameters
RENORM = [BatchNorm, *([layers.BatchNormalization] if KERAS_RENORM else [])]


@pytest.mark.parametrize("make", RENORM)
def test_renormalization_goes_on_from_the_new_statistics(make):
    norm = make(renorm=True, name="norm")
    model = keras.Sequential([keras.Input((4,)), norm])
    calibration.precise_batch_norm(model, X)
    deviation = np.sqrt(X.var(axis=0) + 1e-3)
    for name in ("moving_stddev", "renorm_stddev"):
        found = keras.ops.convert_to_numpy(getattr(norm, name))
        np.testing.assert_allclose(found, deviation, rtol=1e-5)
    found = keras.ops.convert_to_numpy(norm.renorm_mean)
    np.testing.assert_allclose(found, X.mean(axis=0), rtol=1e-5)


def test_steps_of_a_schedule_stay_where_they_were():
    norm = BatchNorm(virtual_batch_size=8)
    model = keras.Sequential([keras.Input((4,)), norm])
    norm.steps.assign(7.0)
    calibration.precise_batch_norm(model, X, batch_size=20)
    assert float(norm.steps.value) == 7.0
    _assert_statistics(norm, X.mean(axis=0), X.var(axis=0))


@pytest.mark.parametrize(
    "data",
    [
        (X, np.zeros(50)),
        list(BATCHES),
        [(batch, np.zeros(len(batch))) for batch in BATCHES],
    ],
    ids=["array_and_targets", "batches", "batches_and_targets"],
)
def test_any_source_of_data_gives_the_same(data):
    model, norm = _alone()
    calibration.precise_batch_norm(model, data, batch_size=20)
    _assert_statistics(norm, X.mean(axis=0), X.var(axis=0))


def test_num_batches_reads_no_further():
    def generator():
        yield X[:20]
        yield X[20:40]
        raise AssertionError("read too far")

    model, norm = _alone()
    report = calibration.precise_batch_norm(model, generator(), num_batches=2)
    _assert_statistics(norm, X[:40].mean(axis=0), X[:40].var(axis=0))
    assert report["norm"].iterations == 2


def test_frozen_layer_and_all_weights_are_left_alone():
    model = _two()
    model.get_layer("one").trainable = False
    frozen = _statistics(model.get_layer("one"))
    weights = [keras.ops.convert_to_numpy(v) for v in model.trainable_variables]
    report = calibration.precise_batch_norm(model, X)
    assert [row.layer for row in report.rows] == ["two"]
    np.testing.assert_array_equal(_statistics(model.get_layer("one")), frozen)
    for variable, old in zip(model.trainable_variables, weights, strict=True):
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(variable), old)


def test_report_tells_the_statistics_before_and_after():
    model, _ = _alone()
    row = calibration.precise_batch_norm(model, X, batch_size=20)["norm"]
    assert (row.before_mean, row.before_std, row.iterations) == (0.0, 1.0, 3)
    assert row.after_mean == pytest.approx(X.mean(), rel=1e-5)
    assert row.after_std == pytest.approx(X.var(axis=0).mean() ** 0.5, rel=1e-5)


def test_error_in_the_middle_of_the_data_puts_everything_back():
    model = _two()
    broken = [X[:20], np.full((20, 4), np.nan, "float32")]
    before = [keras.ops.convert_to_numpy(v) for v in model.variables]
    with pytest.raises(ValueError, match="`data` must be finite"):
        calibration.precise_batch_norm(model, broken)
    for variable, old in zip(model.variables, before, strict=True):
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(variable), old)


REFUSED = [
    ({"estimator": "mean"}, "`estimator` must be 'pooled' or 'averaged'"),
    ({"sequential": 1}, "`sequential` must be True or False"),
    ({"num_batches": 0}, "`num_batches` must be a positive integer or None"),
    ({"batch_size": 0}, "`batch_size` must be a positive integer"),
    ({"data": []}, "`data` must be one batch or more"),
    ({"data": iter(BATCHES), "sequential": True}, "`data` must be readable more"),
    ({"data": X[:1], "estimator": "averaged"}, "`data` must be batches of two or more"),
    ({"model": keras.Sequential([layers.Dense(2)])}, "`model` must be a built"),
    ({"model": "plain"}, "`model` must be a built keras.Model"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED)
def test_refuses(changes, message):
    arguments = {"model": _alone()[0], "data": X, **changes}
    with pytest.raises(ValueError, match=message):
        calibration.precise_batch_norm(**arguments)


def test_refuses_a_model_without_batch_normalization():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
    with pytest.raises(ValueError, match="`model` must be a model with trainable"):
        calibration.precise_batch_norm(model, X)
