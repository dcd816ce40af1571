"""Weights and losses against closed forms and SciPy over NumPy functions."""

import keras
import numpy as np
import pytest
from scipy import optimize

from keras_nntricks import optimizers

COUNT, FEATURES = 40, 3
PENALTY = 0.0625  # exact in float32, to which Keras rounds it on TensorFlow
TO_THE_END = {"gradient_tolerance": 1e-9, "loss_tolerance": 0}


def data(seed=0):
    random = np.random.default_rng(seed)
    x = random.normal(size=(COUNT, FEATURES)).astype("float32")
    noise = random.normal(size=COUNT)
    y = x @ [1.0, -2.0, 0.5] + 0.3 + 0.5 * noise
    return x, y.astype("float32")


def linear(loss="mse", penalty=PENALTY, **arguments):
    keras.utils.set_random_seed(3)
    dense = keras.layers.Dense(1, kernel_regularizer=keras.regularizers.L2(penalty))
    model = keras.Sequential([keras.Input((FEATURES,)), dense])
    model.compile("sgd", loss, **arguments)
    return model


def ridge(x, y, weights):
    """argmin of mean(weights * (x w + b - y)^2) + PENALTY * |w|^2."""
    wide = np.column_stack([x, np.ones(len(x))]).astype("float64")
    penalties = PENALTY * np.diag([1.0] * FEATURES + [0.0])
    left = wide.T @ (weights[:, None] * wide) / len(x) + penalties
    return np.linalg.solve(left, wide.T @ (weights * y) / len(x))


def parameters(model):
    return np.concatenate([part.ravel() for part in model.get_weights()])


def logistic(x, y):
    """Loss and gradient of regularized logistic regression, in NumPy."""
    wide = np.column_stack([x, np.ones(len(x))]).astype("float64")
    signs = 2.0 * y - 1.0

    def at(vector):
        margins = signs * (wide @ vector)
        penalty = PENALTY * np.sum(vector[:-1] ** 2)
        slopes = -signs / (1 + np.exp(margins))
        gradient = wide.T @ slopes / len(x)
        gradient[:-1] += 2 * PENALTY * vector[:-1]
        return np.mean(np.log1p(np.exp(-margins))) + penalty, gradient

    return at


@pytest.mark.parametrize("weighted", [False, True])
def test_linear_regression_ends_at_the_ridge_solution(weighted):
    x, y = data()
    weights = np.linspace(0.2, 3.0, COUNT) if weighted else np.ones(COUNT)
    model = linear()
    given = {"sample_weight": weights} if weighted else {}
    history = optimizers.fit_lbfgs(model, x, y, **TO_THE_END, **given)
    np.testing.assert_allclose(parameters(model), ridge(x, y, weights), atol=2e-6)
    assert history.message.startswith("CONVERGENCE")


def test_logistic_regression_goes_the_way_of_scipy():
    x, y = data()
    y = (y > 0).astype("float32")
    model = linear(keras.losses.BinaryCrossentropy(from_logits=True))
    function, losses, looks = logistic(x, y), [], []

    def counted(vector):
        looks.append(vector)
        return function(vector)

    found = optimize.minimize(
        counted,
        parameters(model).astype("float64"),
        jac=True,
        method="L-BFGS-B",
        callback=lambda vector: losses.append(function(vector)[0]),
        options={"ftol": 1e-9, "gtol": 1e-5},
    )
    history = optimizers.fit_lbfgs(model, x, y)
    np.testing.assert_allclose(history.history["loss"], losses, rtol=1e-9)
    assert history.history["evaluations"][-1] == len(looks) == found.nfev
    np.testing.assert_allclose(parameters(model), found.x, atol=1e-6)
    norm = np.linalg.norm(function(found.x)[1])
    assert history.history["gradient_norm"][-1] == pytest.approx(norm, abs=1e-9)


def test_parts_of_the_examples_give_the_same_as_all_at_once():
    x, y = data()
    weights = np.linspace(0.2, 3.0, COUNT)
    histories = [
        optimizers.fit_lbfgs(linear(), x, y, weights, batch_size=size).history
        for size in (None, 16)
    ]
    np.testing.assert_allclose(*[h["loss"] for h in histories], rtol=1e-9)


@pytest.mark.parametrize("one_hot", [False, True])
def test_weights_of_classes_are_weights_of_their_examples(one_hot):
    x, y = data()
    labels = (y > 0).astype("int32")
    weights = np.where(labels == 1, 4.0, 1.0)
    losses = []
    for given in ({"class_weight": {1: 4.0}}, {"sample_weight": weights}):
        keras.utils.set_random_seed(0)
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        if not one_hot:
            loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model = keras.Sequential([keras.Input((FEATURES,)), keras.layers.Dense(2)])
        model.compile(loss=loss)
        targets = np.eye(2)[labels] if one_hot else labels
        losses.append(optimizers.fit_lbfgs(model, x, targets, epochs=3, **given))
    one, other = (history.history["loss"] for history in losses)
    np.testing.assert_allclose(one, other, rtol=1e-12)


def test_the_loss_is_that_of_evaluate_with_all_that_adds_to_it():
    """Two inputs, two outputs, loss weights, a frozen layer, batch normalization."""
    x, y = data()
    keras.utils.set_random_seed(1)
    inputs = {name: keras.Input((FEATURES,), name=name) for name in ("a", "b")}
    frozen = keras.layers.Dense(4, "tanh", trainable=False)
    hidden = frozen(keras.layers.Add()(list(inputs.values())))
    hidden = keras.layers.BatchNormalization()(hidden)
    penalty = keras.regularizers.L1(0.01)
    outputs = {
        "p": keras.layers.Dense(1, kernel_regularizer=penalty, name="p")(hidden),
        "q": keras.layers.Dense(1, name="q")(hidden),
    }
    model = keras.Model(inputs, outputs)
    weights = {"p": 1.0, "q": 0.5}
    model.compile(loss={"p": "mse", "q": "mae"}, loss_weights=weights)
    x, y = {"a": x, "b": x[::-1]}, {"p": y, "q": -y}
    before = [keras.ops.convert_to_numpy(v) for v in model.non_trainable_variables]
    history = optimizers.fit_lbfgs(model, x, y, epochs=4)
    after = [keras.ops.convert_to_numpy(v) for v in model.non_trainable_variables]
    for one, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(one, other)
    found = model.evaluate(x, y, COUNT, verbose=0, return_dict=True)
    assert history.history["loss"][-1] == pytest.approx(found["loss"], rel=1e-5)
    assert history.history["loss"][-1] < history.history["loss"][0]


def test_half_precision_is_left_to_the_weights_alone():
    x, y = data()
    keras.utils.set_random_seed(3)
    dense = keras.layers.Dense(1, dtype="mixed_bfloat16")
    model = keras.Sequential([keras.Input((FEATURES,)), dense])
    model.compile(loss="mse")
    history = optimizers.fit_lbfgs(model, x, y, **TO_THE_END)
    wide = np.column_stack([x, np.ones(COUNT)])
    best = np.linalg.lstsq(wide.astype("float64"), y)[0]
    np.testing.assert_allclose(parameters(model), best, atol=2e-6)
    error = np.mean((wide @ best - y) ** 2)
    assert history.history["loss"][-1] == pytest.approx(error, rel=1e-9)
    assert dense.compute_dtype == "bfloat16"
