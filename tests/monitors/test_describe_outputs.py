"""Each output of a model with its own loss, layer and activation."""

import keras
import pytest
from keras import layers

from keras_nntricks import monitors

SPARSE, BCE = "sparse_categorical_crossentropy", "binary_crossentropy"


def _two_heads():
    x = keras.Input((4,))
    probabilities = layers.Dense(5, "softmax", name="classes")(x)
    # The second output is made from the first, so the layers stand the other way.
    return x, layers.Dense(1, name="size")(probabilities), probabilities


def _told(model):
    outputs = monitors.describe(model).outputs
    return [(o.name, o.loss, o.units, o.activation, o.layer) for o in outputs]


SIZE = ("mean_squared_error", 1, "linear", "size")
CLASSES = (SPARSE, 5, "softmax", "classes")


def test_a_list_of_outputs():
    x, size, classes = _two_heads()
    model = keras.Model(x, [size, classes])
    model.compile("sgd", ["mse", SPARSE])
    assert _told(model) == [("size", *SIZE), ("classes", *CLASSES)]
    model.compile("sgd", {"classes": SPARSE, "size": "mse"})
    assert _told(model) == [("size", *SIZE), ("classes", *CLASSES)]


def test_a_dict_of_outputs():
    x, size, classes = _two_heads()
    model = keras.Model(x, {"b": size, "a": classes})
    model.compile("sgd", {"b": "mse", "a": SPARSE})
    assert _told(model) == [("a", *CLASSES), ("b", *SIZE)]


def test_an_output_of_a_model_inside():
    x = keras.Input((4,))
    inner = keras.Sequential(
        [keras.Input((4,)), layers.Dense(3), layers.Dense(1, "sigmoid", name="end")],
        name="inner",
    )
    model = keras.Model(x, [layers.Dense(2, name="other")(x), inner(x)])
    model.compile("sgd", ["mse", BCE])
    assert _told(model)[1] == ("inner", BCE, 1, "sigmoid", "inner/end")


@pytest.mark.parametrize(
    ("loss", "settings"),
    [
        (keras.losses.Tversky(alpha=0.3), {"alpha": 0.3}),
        (keras.losses.Huber(delta=0.5), {"delta": 0.5}),
        (keras.losses.CategoricalFocalCrossentropy(alpha=[0.2, 0.8]), {"gamma": 2.0}),
        (keras.losses.KLDivergence(reduction="sum"), {"reduction": "sum"}),
        ("kld", {}),
        (lambda y, p: keras.ops.mean(y - p), {}),
    ],
)
def test_settings_of_a_loss(loss, settings):
    model = keras.Sequential([keras.Input((4,)), layers.Dense(2, "softmax")])
    model.compile("sgd", loss)
    (output,) = monitors.describe(model).outputs
    assert settings.items() <= output.loss_settings.items()
    if "kl" in str(output.loss):
        assert output.loss == "kl_divergence"
    if "focal" in str(output.loss):
        assert output.loss_settings["alpha"] == [0.2, 0.8]
