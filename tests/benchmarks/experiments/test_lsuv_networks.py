import keras
import numpy as np
import pytest

from benchmarks.data import load
from benchmarks.networks import thin_deep_net as network

ACTIVATIONS = {
    "relu": lambda signal: np.maximum(signal, 0),
    "maxout": lambda signal: np.maximum(*np.split(signal, 2, axis=1)),
    "tanh": np.tanh,
}


def built(**settings):
    keras.utils.set_random_seed(4)
    return network.build(**{"depth": 4, "width": 6, **settings})


def signals(weights, activation, x):
    """What each kernel makes, in float64."""
    found = []
    for kernel, bias in zip(weights[::2], weights[1::2], strict=True):
        found.append(x @ kernel.astype("float64") + bias)
        if len(found) < len(weights) // 2:
            x = ACTIVATIONS[activation](found[-1])
    return found


def scaled_digits(count, input_scale=1.0):
    x = load("digits").x_train.astype("float64")
    return (input_scale * (x - x.mean()) / x.std())[:count]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("initializer", ["he", "lsuv"])
def test_variances_are_those_of_the_linear_maps(activation, initializer):
    model = built(activation=activation, initializer=initializer)
    x = load("digits").x_train[: network.CALIBRATED_ON]
    found = network.variances(network.linear_maps(model), x)
    by_hand = signals(model.get_weights(), activation, scaled_digits(len(x)))
    np.testing.assert_allclose(found, [s.var() for s in by_hand], rtol=1e-4)
    if initializer == "lsuv":
        assert max(abs(variance - 1) for variance in found) < 0.1


def test_lsuv_scales_the_orthonormal_kernels_of_the_same_seed():
    pairs = zip(
        built(initializer="lsuv").get_weights(),
        built(initializer="orthonormal").get_weights(),
        strict=True,
    )
    for scaled, orthonormal in pairs:
        if scaled.ndim == 2:
            ratio = np.median(scaled / orthonormal)
            np.testing.assert_allclose(scaled, ratio * orthonormal, atol=1e-5)


def test_the_scale_of_the_input_is_taken_out_by_the_first_kernel():
    plain, loud = (built(input_scale=s).get_weights() for s in (1.0, 100.0))
    ratio = np.median(plain[0] / loud[0])
    np.testing.assert_allclose(plain[0], ratio * loud[0], rtol=1e-3)
    # What is within the tolerance is left as it is.
    assert ratio == pytest.approx(100, rel=0.05)
    first = signals(loud, "relu", scaled_digits(256, 100.0))[0]
    assert first.var() == pytest.approx(1.0, rel=1e-3)


@pytest.mark.parametrize(("activation", "pieces"), [("relu", 1), ("maxout", 2)])
def test_fitnet_has_seventeen_convolutions_and_two_dense_layers(
    activation, pieces, monkeypatch
):
    monkeypatch.setattr(network, "STAGES", ((2,) * 5, (3,) * 6, (3,) * 6))
    monkeypatch.setattr(network, "DENSE_UNITS", 7)
    images = np.random.default_rng(0).random((8, 8, 8, 3), dtype="float32")
    monkeypatch.setattr(network, "_dataset", lambda name: Images(images))
    model = network.build("fitnet", "he", activation, "small")
    kernels = [weight.shape for weight in model.get_weights() if weight.ndim > 1]
    assert [len(shape) for shape in kernels] == [4] * 17 + [2] * 2
    outputs = [*[2] * 5, *[3] * 12, 7]
    assert [shape[-1] for shape in kernels] == [*(pieces * n for n in outputs), 10]
    assert model.output_shape == (None, 10)


class Images:
    """A data set of random images."""

    num_classes = 10

    def __init__(self, images):
        self.x_train = images
