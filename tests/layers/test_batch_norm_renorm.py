import keras
import numpy as np
import pytest
from keras import ops

from keras_nntricks.layers import BatchNorm
from keras_nntricks.layers._batch_renorm import PAPER, _at
from tests.backends import gradients, to_numpy
from tests.layers.batch_norms import (
    EPSILON,
    assert_close,
    normal,
    normalized,
    statistics,
    trained,
)

UNCLIPPED = {"renorm": True, "renorm_clipping": None}


def batches(count=3, *shape):
    return [normal(*(shape or (8, 2)), seed=seed) for seed in range(count)]


def test_without_room_it_is_batch_normalization():
    """r_max = 1, d_max = 0."""
    layer = BatchNorm(renorm=True, renorm_clipping={"rmax": 1.0, "dmax": 0.0})
    for x, y in zip(batches(), trained(layer, *batches()), strict=True):
        assert_close(y, normalized(x))


@pytest.mark.parametrize(
    "arguments", [{}, {"virtual_batch_size": 3}, {"renorm_clipping": {}}], ids=str
)
def test_unclipped_it_is_inference_with_the_averages_before(arguments):
    layer = BatchNorm(**{**UNCLIPPED, **arguments})
    trained(layer, *batches())
    x = normal(8, 2, seed=9)
    before = to_numpy(layer(x, training=False))
    (y,) = trained(layer, x)
    assert_close(y, before, 1e-4)


def test_the_paper_starts_as_batch_normalization():
    layer = BatchNorm(renorm=True)
    for x, y in zip(batches(), trained(layer, *batches()), strict=True):
        assert_close(y, normalized(x))


@pytest.mark.parametrize(
    ("step", "rmax", "dmax"),
    [
        (0, 1.0, 0.0),
        (5000, 1.0, 0.0),
        (15000, 1.0 + 2.0 * 10 / 35, 2.5),
        (25000, 1.0 + 2.0 * 20 / 35, 5.0),
        (40000, 3.0, 5.0),
        (10**6, 3.0, 5.0),
    ],
)
def test_the_ramps_of_the_paper(step, rmax, dmax):
    found = [_at(PAPER[name], ops.cast(step, "float32")) for name in ("rmax", "dmax")]
    assert_close([to_numpy(value) for value in found], [rmax, dmax])


def test_limits_follow_the_steps_of_training():
    """At step 2 r is at most 1.5, and 1 / 1.5 at least; d is at most 1."""
    clipping = {"rmax": [[1, 1.0], [3, 2.0]], "dmax": [[0, 0.0], [4, 2.0]]}
    layer = BatchNorm(renorm=True, renorm_clipping=clipping)
    trained(layer, *batches(2))
    mean, deviation = to_numpy(layer.renorm_mean), to_numpy(layer.renorm_stddev)
    x = np.stack([normal(8, mean=90.0), normal(8, mean=-9.0, std=0.1)], axis=1)
    own = np.sqrt(x.astype("float64").var(0) + EPSILON)
    r = np.clip(own / deviation, 1 / 1.5, 1.5)
    d = np.clip((x.mean(0) - mean) / deviation, -1.0, 1.0)
    (y,) = trained(layer, x)
    assert_close(y, normalized(x) * r + d, 1e-4)


def test_limits_are_those_of_the_paper_unless_told():
    assert BatchNorm().get_config()["renorm_clipping"] == "paper"
    clipped, unclipped = (
        BatchNorm(renorm=True, debias=False, renorm_clipping=clipping)
        for clipping in ("paper", None)
    )
    for layer in (clipped, unclipped):
        layer.build((None, 2))
    assert clipped.steps is not None
    assert unclipped.steps is None


def test_the_steps_are_saved_and_resumed(tmp_path):
    layer = BatchNorm(renorm=True)
    model = keras.Sequential([keras.Input((2,)), layer])
    trained(layer, *batches())
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras").layers[0]
    assert float(to_numpy(loaded.steps)) == 3.0
    for one in (layer, loaded):
        trained(one, normal(8, 2, seed=7))
    assert_close(statistics(loaded), statistics(layer))


def test_r_and_d_pass_no_gradient():
    """The gradient is that of batch normalization times r."""
    x, cotangent = normal(8, 2), normal(8, 2, seed=5)
    plain, layer = BatchNorm(), BatchNorm(**UNCLIPPED)
    trained(layer, *batches())
    plain.build(x.shape)
    r = np.sqrt(x.astype("float64").var(0) + EPSILON) / to_numpy(layer.renorm_stddev)

    def gradient(one):
        def loss(inputs):
            state = [v.value for v in one.non_trainable_variables]
            weights = [v.value for v in one.trainable_variables]
            y, _ = one.stateless_call(weights, state, inputs, training=True)
            return ops.sum(y * ops.convert_to_tensor(cotangent))

        return gradients(loss, [x])[0]

    assert_close(gradient(layer), gradient(plain) * r, 1e-4)


KERAS_RENORMALIZES = pytest.mark.skipif(
    "renorm" not in keras.layers.BatchNormalization().get_config(),
    reason="before 3.14: https://github.com/keras-team/keras/pull/22047",
)


@KERAS_RENORMALIZES
@pytest.mark.parametrize("clipping", [None, {"rmax": 1.2, "rmin": 0.9, "dmax": 0.3}])
def test_without_corrections_it_is_the_layer_of_keras(clipping):
    same = {"renorm": True, "renorm_clipping": clipping, "renorm_momentum": 0.8}
    ours = BatchNorm(momentum=0.9, population_variance=False, debias=False, **same)
    theirs = keras.layers.BatchNormalization(momentum=0.9, **same)
    expected = trained(theirs, *batches())
    assert_close(trained(ours, *batches()), expected, 1e-4)
    for one, other in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        assert_close(one, other)


@KERAS_RENORMALIZES
@pytest.mark.parametrize("clipping", [None, {"rmax": 1.2, "rmin": 0.9, "dmax": 0.3}])
def test_a_config_of_keras_keeps_its_meaning(clipping):
    theirs = keras.layers.BatchNormalization(renorm=True, renorm_clipping=clipping)
    config = {**theirs.get_config(), "population_variance": False, "debias": False}
    ours = BatchNorm.from_config(config)
    expected = trained(theirs, *batches())
    assert_close(trained(ours, *batches()), expected, 1e-4)
