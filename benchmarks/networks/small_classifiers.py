"""Classifiers on images as rows of numbers, for any optimizer."""

import keras

from benchmarks.networks.named_optimizers import optimizer_of

DECAY = 1e-4
DROPOUT = 0.5
HIDDEN_LAYERS = {"logistic": 0, "mlp": 2, "dropout": 2, "sigmoid": 3}


def build(
    problem="mlp",
    optimizer="adam",
    units=48,
    features=64,
    classes=10,
    **settings,
):
    """A compiled classifier.

    Args:
        problem: "logistic" has no hidden layer, "mlp" two of ReLUs, "sigmoid" three of
            sigmoids, all regularized by L2. "dropout" is "mlp" with half of its units
            dropped, not regularized.
        optimizer: its name.
        units: units per hidden layer.
        features: numbers per example.
        classes: number of classes.
        **settings: of the optimizer, `named_optimizers.optimizer_of`.
    """
    layers = [keras.layers.Input((features,))]
    for _ in range(HIDDEN_LAYERS[problem]):
        layers.append(_hidden(units, problem))
        layers += [keras.layers.Dropout(DROPOUT)] * (problem == "dropout")
    model = keras.Sequential([*layers, _dense(classes, problem)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer_of(optimizer, **settings), loss)
    return model


def _hidden(units, problem):
    if problem == "sigmoid":
        return _dense(units, problem, "sigmoid")
    return _dense(units, problem, "relu", "he_normal")


def _dense(units, problem, activation=None, kernel="glorot_uniform"):
    decay = None if problem == "dropout" else keras.regularizers.L2(DECAY)
    return keras.layers.Dense(
        units, activation, kernel_initializer=kernel, kernel_regularizer=decay
    )
