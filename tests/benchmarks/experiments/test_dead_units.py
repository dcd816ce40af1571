import keras
import numpy as np
import pytest

from benchmarks.experiments import e13_dead_units
from benchmarks.experiments.shared import hidden_units
from benchmarks.networks import plain_mlp
from keras_nntricks import checks

X = np.random.default_rng(0).random((300, 6), dtype="float32")


def network(**settings):
    keras.utils.set_random_seed(1)
    return plain_mlp.build(**{"shape": (6,), "width": 5, "classes": 3, **settings})


def killed(model, units):
    """The model with the first `units` units of hidden layer 2 far below zero."""
    weights = [weight.copy() for weight in model.get_weights()]
    weights[3][:units] = -1e3
    model.set_weights(weights)
    return model


def outputs_by_hand(weights, activation):
    signal, found = X.astype("float64"), []
    for kernel, bias in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        signal = activation(signal @ kernel + bias)
        found.append(signal)
    return found


@pytest.mark.parametrize(
    ("name", "activation"),
    [
        ("relu", lambda z: np.maximum(z, 0)),
        ("leaky", lambda z: np.where(z > 0, z, 0.01 * z)),
        ("elu", lambda z: np.where(z > 0, z, np.expm1(z))),
    ],
)
def test_hidden_outputs_are_those_of_numpy(name, activation):
    model = network(activation=name, depth=3, bias=0.3)
    wanted = outputs_by_hand(model.get_weights(), activation)
    found = hidden_units.hidden_outputs(model, X)
    for ours, theirs in zip(found, wanted, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
    for (low, high), theirs in zip(
        hidden_units.unit_ranges(model, X, at_once=70), wanted, strict=True
    ):
        np.testing.assert_allclose(low, theirs.min(axis=0), atol=1e-5)
        np.testing.assert_allclose(high, theirs.max(axis=0), atol=1e-5)


def test_dead_units_are_those_of_the_check():
    keras.utils.set_random_seed(1)
    hidden = [
        keras.layers.Dense(5, "relu", bias_initializer="ones", name=f"hidden_{place}")
        for place in (1, 2)
    ]
    model = keras.Sequential([keras.layers.Input((6,)), *hidden, keras.layers.Dense(3)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    dead = hidden_units.dead(hidden_units.unit_ranges(killed(model, units=3), X))
    assert [layer.sum() for layer in dead] == [0, 3]
    assert hidden_units.share(dead) == pytest.approx(0.3)
    said = checks.dead_units(model, X, np.zeros(len(X), "int32"))
    assert said.status == "failed"
    assert max(said.numbers.values()) == pytest.approx(0.6)


@pytest.mark.parametrize(("name", "flat"), [("relu", 2), ("leaky", 0), ("elu", 2)])
def test_only_relu_units_die_and_elu_units_become_flat(name, flat):
    ranges = hidden_units.unit_ranges(
        killed(network(activation=name, bias=1.0), units=2), X
    )
    below = e13_dead_units.FLAT_BELOW[name]
    assert hidden_units.dead(ranges)[1].sum() == (2 if name == "relu" else 0)
    assert hidden_units.flat(ranges, below)[1].sum() == flat


def test_weights_of_a_run_make_its_network():
    run = {"seed": 3, "shape": (6,), "width": 5, "classes": 3, "learning_rate": 7.0}
    model = network()
    logits = keras.ops.convert_to_numpy(model(X))
    found = plain_mlp.restored(run, model.get_weights())
    np.testing.assert_allclose(keras.ops.convert_to_numpy(found(X)), logits, rtol=1e-5)


def test_the_plain_network_has_the_layers_and_biases_asked_for():
    model = network(depth=2, bias=0.25, dropout=0.5)
    kernels, biases = model.get_weights()[::2], model.get_weights()[1::2]
    assert [kernel.shape for kernel in kernels] == [(6, 5), (5, 5), (5, 3)]
    assert [set(bias.tolist()) for bias in biases] == [{0.25}, {0.25}, {0.0}]
    dropouts = [layer for layer in model.layers if "dropout" in layer.name]
    assert [layer.rate for layer in dropouts] == [0.5, 0.5]
    wide = network(shape=(600,), width=400)
    assert wide.get_weights()[0].std() == pytest.approx((2 / 600) ** 0.5, rel=0.01)
