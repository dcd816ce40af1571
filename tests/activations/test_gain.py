import functools
import math

import keras
import numpy as np
import pytest

from keras_nntricks.activations import gain

# Mean squares under N(0, 1) by quadrature to 1e-13: forward, backward.
KNOWN = {
    "relu": (1.4142135624, 1.4142135624),
    "leaky_relu": (1.3867504906, 1.3867504906),
    "elu": (1.2451983007, 1.2234285576),
    "selu": (1.0, 0.9660257770),
    "tanh": (1.5925374197, 1.4674135916),
    "sigmoid": (1.8462285453, 4.7226460859),
    "softplus": (1.0418668355, 1.8462285453),
    "silu": (1.6765324703, 1.6233202580),
    "swish": (1.6765324703, 1.6233202580),
    "gelu": (1.5335304412, 1.4811144127),
    "mish": (1.4868475813, 1.4447552325),
    "linear": (1.0, 1.0),
    "exponential": (math.exp(-1.0), math.exp(-1.0)),
}
MIXING = ("glu", "log_softmax", "softmax", "sparsemax")
NOT_FUNCTIONS = ("deserialize", "get", "serialize")
NAMES = sorted(
    name
    for name in dir(keras.activations)
    if name[0] != "_" and name not in (*MIXING, *NOT_FUNCTIONS, "threshold")
)
GRID = np.arange(-12.0, 12.0, 2e-3) + 1e-3
WEIGHTS = np.exp(-0.5 * GRID**2) / math.sqrt(2.0 * math.pi) * 2e-3


def by_midpoints(values):
    return float(np.sum(values**2 * WEIGHTS)) ** -0.5


def keras_values(function, x):
    tensor = keras.ops.convert_to_tensor(x.astype("float32"))
    return keras.ops.convert_to_numpy(function(tensor)).astype("float64")


def normal_tail(x):
    return 0.5 * math.erfc(x / math.sqrt(2.0))


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_known_gains(name):
    forward, backward = KNOWN[name]
    assert gain(name) == pytest.approx(forward, abs=1e-10)
    assert gain(name, mode="backward") == pytest.approx(backward, abs=1e-10)


@pytest.mark.parametrize("name", NAMES)
def test_every_keras_activation_agrees_with_keras_itself(name):
    function = getattr(keras.activations, name)
    expected = by_midpoints(keras_values(function, GRID))
    assert gain(name) == pytest.approx(expected, rel=2e-5)
    assert gain(function) == gain(name)


@pytest.mark.parametrize("name", [n for n in NAMES if n != "hard_shrink"])
def test_backward_gain_agrees_with_differences(name):
    function = getattr(keras.activations, name)
    high, low = keras_values(function, GRID + 1e-2), keras_values(function, GRID - 1e-2)
    expected = by_midpoints((high - low) / 2e-2)
    assert gain(name, mode="backward") == pytest.approx(expected, rel=1e-2)


@pytest.mark.parametrize("slope", [0.01, 0.25, 0.3])
def test_leaky_slope_has_a_closed_form(slope):
    leaky = functools.partial(keras.activations.leaky_relu, negative_slope=slope)
    expected = math.sqrt(2.0 / (1.0 + slope**2))
    assert gain(leaky) == pytest.approx(expected, abs=1e-10)
    assert gain(leaky, mode="backward") == pytest.approx(expected, abs=1e-10)
    assert gain(keras.layers.LeakyReLU(slope)) == pytest.approx(expected, abs=1e-10)


def test_elu_mean_square_has_a_closed_form():
    below = math.exp(2) * normal_tail(2) - 2 * math.exp(0.5) * normal_tail(1) + 0.5
    assert gain("elu") == pytest.approx((0.5 + below) ** -0.5, abs=1e-10)


def test_jumps_count_by_the_derivative_elsewhere():
    kept = 2.0 * normal_tail(0.5)
    density = math.exp(-0.125) / math.sqrt(2.0 * math.pi)
    shrink = keras.activations.hard_shrink
    assert gain(shrink) == pytest.approx((kept + density) ** -0.5, abs=1e-10)
    assert gain(shrink, mode="backward") == pytest.approx(kept**-0.5, abs=1e-10)
    own = gain(lambda x: np.where(abs(x) > 0.3, x, 0.0), mode="backward")
    assert own == pytest.approx((2.0 * normal_tail(0.3)) ** -0.5, abs=1e-9)


def test_layers_and_partials_of_keras_are_read():
    relu = functools.partial(keras.activations.relu, max_value=6.0, negative_slope=0.1)
    layer = keras.layers.ReLU(max_value=6.0, negative_slope=0.1)
    assert gain(relu) == gain(layer)
    assert gain(keras.layers.Activation("tanh")) == gain("tanh")
    elu = functools.partial(keras.activations.elu, alpha=0.5)
    assert gain(keras.layers.ELU(0.5)) == gain(elu)
    assert gain(keras.ops.tanh) == gain("tanh")
    assert gain(keras.ops.gelu) != gain("gelu")  # keras.ops approximates by default
    rough = functools.partial(keras.activations.gelu, approximate=True)
    assert gain(keras.ops.gelu) == gain(rough)
    assert gain(None) == 1.0
    floor = functools.partial(keras.activations.threshold, threshold=0, default_value=0)
    assert gain(floor) == pytest.approx(math.sqrt(2.0), abs=1e-10)


@pytest.mark.parametrize("mode", ["forward", "backward"])
def test_numpy_callables_are_exact(mode):
    assert gain(np.tanh, mode=mode) == pytest.approx(gain("tanh", mode=mode), abs=1e-9)
    leaky = gain(lambda x: np.maximum(x, 0.2 * x), mode=mode)
    assert leaky == pytest.approx(1.3867504906, abs=1e-9)
    bent = gain(lambda x: np.where(x > 0.3, x, 0.3), mode=mode)
    tail, density = normal_tail(0.3), math.exp(-0.045) / math.sqrt(2.0 * math.pi)
    square = tail if mode == "backward" else tail + 0.3 * density + 0.09 * (1 - tail)
    assert bent == pytest.approx(square**-0.5, abs=1e-9)


def test_callables_of_tensors_are_good_to_float32():
    def own_mish(x):
        return x * keras.ops.tanh(keras.ops.softplus(x))

    assert gain(own_mish) == pytest.approx(1.4868475813, rel=1e-6)
    assert gain(own_mish, mode="backward") == pytest.approx(1.4447552325, rel=1e-4)
    shifted = gain(lambda x: keras.ops.relu(x - 0.3), mode="backward")
    assert shifted == pytest.approx(normal_tail(0.3) ** -0.5, rel=1e-3)


@pytest.mark.parametrize(
    ("activation", "mode", "message"),
    [
        ("reluu", "forward", "one of celu, elu, .*Received: activation='reluu'"),
        ("softmax", "forward", "of each number by itself"),
        (keras.activations.glu, "forward", "of each number by itself"),
        (keras.ops.sum, "forward", "of each number by itself"),
        (lambda x: x - np.mean(x), "forward", "of each number by itself"),
        (keras.layers.PReLU(), "forward", "learned slope"),
        ("threshold", "forward", r"functools.partial\(keras.activations.threshold"),
        (lambda x: 0.0 * x, "forward", "mean square under .* is not zero"),
        (lambda x: 0.0 * x + 1.0, "backward", "mean squared derivative"),
        (lambda x: np.exp(x * x), "forward", "finite mean square"),
        (lambda x: np.exp(0.25 * x * x), "forward", "finite mean square"),
        (lambda x: np.sqrt(x), "forward", "finite mean square"),
        (lambda x: np.sin(1e9 * x), "forward", "few kinks"),
        (3.0, "forward", "a name, a callable"),
        ("relu", "both", '`mode` must be "forward" or "backward"'),
    ],
)
def test_what_has_no_gain_is_refused(activation, mode, message):
    with pytest.raises(ValueError, match=message):
        gain(activation, mode=mode)
