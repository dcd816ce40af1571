"""What `describe` tells of models that Keras makes."""

import keras
import numpy as np
import pytest
from keras import layers as k

from keras_nntricks import monitors


def described(*layers, loss="mse", shape=(6,), optimizer="sgd"):
    model = keras.Sequential([keras.Input(shape), *layers])
    model.compile(optimizer, loss)
    return monitors.describe(model)


def roles(facts):
    return {layer.path.split("/")[-1]: layer.role for layer in facts.layers}


def test_roles_in_a_sequential_model():
    facts = described(
        k.Dense(4, "relu", name="a"),
        k.BatchNormalization(name="b"),
        k.Dropout(0.5, name="c"),
        k.Dense(3, name="d"),
        k.Softmax(name="e"),
    )
    expected = {"a": "hidden", "b": "normalization", "c": "dropout"}
    assert roles(facts) == {**expected, "d": "hidden", "e": "output"}
    assert facts.outputs[0].activation == "softmax"
    assert facts.outputs[0].units == 3


def test_gates_and_the_end_of_a_nested_model():
    x = keras.Input((6,), name="x")
    gate = k.Dense(4, "sigmoid", name="gate")(x)
    gated = k.Multiply(name="product")([k.Dense(4, name="path")(x), gate])
    inner = keras.Sequential([k.Dense(3, name="first"), k.Dense(2, name="last")])
    model = keras.Model(x, inner(gated))
    model.compile("sgd", "mse")
    facts = monitors.describe(model)
    found = roles(facts)
    assert found["gate"] == "gate"
    assert (found["first"], found["last"]) == ("hidden", "output")
    assert facts.inputs == (monitors.InputFacts("x", ("Dense", "Dense")),)


def test_recurrent_layers_have_no_flat_sides():
    facts = described(k.LSTM(3, name="lstm"), k.Dense(1), shape=(5, 2))
    assert facts.layers[0].role == "recurrent"
    assert not facts.layers[0].has_flat_side


def test_dropout_of_layers_and_inside_of_recurrent_ones():
    facts = described(
        k.GRU(4, dropout=0.25, return_sequences=True, name="a"),
        k.SpatialDropout1D(0.5, name="b"),
        k.GaussianNoise(0.3, name="c"),
        k.Dense(3, name="d"),
        shape=(5, 2),
    )
    rates = {layer.path.split("/")[-1]: layer.dropout for layer in facts.layers}
    assert [rates[name] for name in "abcd"] == [0.25, 0.5, 0.0, 0.0]


def test_the_last_layer_of_a_subclassed_model_is_its_output():
    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden, self.end = k.Dense(3, "relu", name="h"), k.Dense(2, name="e")

        def call(self, x):
            return self.end(self.hidden(x))

    model = Net()
    model(np.zeros((1, 4), "float32"))
    model.compile("sgd", "mse")
    assert roles(monitors.describe(model)) == {"h": "hidden", "e": "output"}


LOSSES = {
    "mse": ("mean_squared_error", None),
    "bce": ("binary_crossentropy", False),
    "sparse_categorical_crossentropy": ("sparse_categorical_crossentropy", False),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_loss_given_by_name(loss):
    output = described(k.Dense(2), loss=loss).outputs[0]
    assert (output.loss, output.from_logits) == LOSSES[loss]


def test_loss_given_as_object_or_function():
    scce = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    output = described(k.Dense(2), loss=scce).outputs[0]
    assert output.loss == "sparse_categorical_crossentropy"
    assert output.from_logits
    output = described(k.Dense(2), loss=keras.losses.huber).outputs[0]
    assert output.loss == "huber"


def test_losses_by_the_name_of_the_output():
    x = keras.Input((3,))
    outputs = {"a": k.Dense(1, name="a")(x), "b": k.Dense(2, name="b")(x)}
    model = keras.Model(x, outputs)
    model.compile("sgd", {"a": "mae", "b": "hinge"})
    found = {output.name: output.loss for output in monitors.describe(model).outputs}
    assert found == {"a": "mean_absolute_error", "b": "hinge"}


def kinds(facts):
    return {w.path.split("/")[-1]: w.kind for w in facts.weights}


def test_kinds_of_weights():
    assert kinds(described(k.Dense(2))) == {"kernel": "kernel", "bias": "vector"}
    found = kinds(described(k.BatchNormalization()))
    assert found["gamma"] == "vector"
    assert found["moving_mean"] == "state"
    assert kinds(described(k.GRU(2), shape=(3, 2)))["bias"] == "vector"


def test_a_frozen_first_draw_is_told_from_a_trained_kernel():
    fresh = k.Dense(40, kernel_initializer="he_normal", trainable=False, name="fresh")
    trained = k.Dense(40, trainable=False, name="trained")
    model = keras.Sequential([keras.Input((30,)), fresh, trained, k.Dense(2)])
    kernel = np.random.default_rng(0).normal(0, 0.5, (40, 40))
    trained.set_weights([kernel, np.ones(40)])
    model.compile("sgd", "mse")
    found = [w.fresh for w in monitors.describe(model).weights if w.kind == "kernel"]
    assert found == [True, False, None]


def test_describing_draws_no_random_numbers():
    frozen = k.Dense(8, trainable=False)
    model = keras.Sequential([keras.Input((6,)), frozen, k.Dense(2)])
    model.compile("sgd", "mse")
    keras.utils.set_random_seed(1)
    expected = keras.ops.convert_to_numpy(keras.random.normal((3,)))
    keras.utils.set_random_seed(1)
    monitors.describe(model)
    after = keras.ops.convert_to_numpy(keras.random.normal((3,)))
    np.testing.assert_array_equal(after, expected)


def test_optimizer():
    facts = described(k.Dense(2), optimizer=keras.optimizers.SGD(0.25, momentum=0.9))
    assert facts.optimizer == "SGD"
    assert facts.learning_rate == 0.25
    assert facts.optimizer_settings["momentum"] == 0.9
    assert not facts.trained_before


def test_a_model_that_was_trained_before():
    model = keras.Sequential([keras.Input((2,)), k.Dense(2)])
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 2)), np.ones((4, 2)), verbose=0)
    assert monitors.describe(model).trained_before
