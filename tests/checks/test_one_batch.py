"""What one batch can be brought down to."""

import keras
import numpy as np
import pytest

from keras_nntricks import checks, layers
from keras_nntricks.checks._training import without_dropout
from tests.checks.small import CLASSES, classifier, compiled, labelled

X, Y = labelled()
HOT = np.eye(CLASSES)[Y].astype("float32")


def _overfit(model, y, **settings):
    return checks.overfit_batch(model, X, y, num_examples=6, **settings)


def test_label_smoothing_leaves_the_entropy_of_its_labels():
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.3)
    result = _overfit(classifier(loss=loss, rate=0.1), HOT, num_steps=200)
    entropy = -(0.8 * np.log(0.8) + 2 * 0.1 * np.log(0.1))
    assert result.status == "ok", str(result)
    assert result.numbers["floor"] == pytest.approx(entropy, rel=1e-6)


def test_a_loss_below_zero_must_fall_as_well():
    last = keras.layers.Dense(CLASSES, name="last")
    sound = classifier(last=last, loss="cosine_similarity", rate=0.1)
    assert _overfit(sound, HOT, num_steps=200).status == "ok"
    sound.compile(keras.optimizers.SGD(1e-9), "cosine_similarity", run_eagerly=True)
    assert _overfit(sound, HOT, num_steps=5).status == "failed"


def test_a_loss_that_only_rises_wants_a_smaller_rate_too():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1.2), "mae", run_eagerly=True)
    still = keras.optimizers.SGD(1e-12)
    model.compile(still, "mae", run_eagerly=True)
    result = _overfit(model, Y[:, None].astype("float32"), num_steps=5)
    assert "a tenth" in result.advice


def test_probabilities_of_0_are_told():
    loud = keras.initializers.Constant(np.eye(4, CLASSES, dtype="float32") * 1e4)
    last = keras.layers.Dense(CLASSES, "softmax", kernel_initializer=loud)
    parts = [keras.Input((4,)), last, keras.layers.Rescaling(1.0)]
    model = keras.Sequential(parts)
    model.compile("sgd", "categorical_crossentropy", run_eagerly=True)
    x = np.eye(4, dtype="float32")[[0, 1, 2, 0]]
    labels = np.eye(CLASSES, dtype="float32")
    settings = {"num_examples": 4, "num_steps": 3}
    result = checks.overfit_batch(model, x, labels[[1, 1, 2, 2]], **settings)
    assert result.numbers["losses"][-1] == pytest.approx(2 / 4 * -np.log(1e-7), 1e-4)
    assert "from_logits" in result.advice
    model.layers[0].kernel.assign(np.eye(4, CLASSES) * 1e-3)
    result = checks.overfit_batch(model, x, labels[[1, 1, 2, 2]], **settings)
    assert "from_logits" not in result.advice


@pytest.mark.parametrize(
    "random",
    [
        keras.layers.GaussianNoise(0.5),
        keras.layers.SpatialDropout1D(0.5),
        keras.layers.LSTM(4, dropout=0.4, recurrent_dropout=0.4),
        layers.StochasticDepth(0.5),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_nothing_is_random_without_dropout(random):
    inputs = keras.Input((3, 4))
    model = compiled(keras.Model(inputs, random(inputs)), "mse")
    x = X[:24].reshape(8, 3, 4)
    with without_dropout(model):
        first, second = model(x, training=True), model(x, training=False)
    found = [
        keras.ops.convert_to_numpy(keras.ops.stop_gradient(o)) for o in (first, second)
    ]
    assert found[0] == pytest.approx(found[1], abs=1e-6)


def test_gradients_that_are_all_zero_are_no_success():
    hidden = {
        "activation": "relu",
        "bias_initializer": keras.initializers.Constant(-50.0),
    }
    last = keras.layers.Dense(CLASSES, use_bias=False)
    model = classifier(last=last, loss="mse", **hidden)
    result = checks.gradient_check(model, X, HOT)
    assert (result.status, result.measured) == (
        "warning",
        "the gradient of each weight is 0",
    )
    model.trainable = False
    model.compile("sgd", "mse", run_eagerly=True)
    assert checks.gradient_check(model, X, HOT).measured == "no trainable weights"
