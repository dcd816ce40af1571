"""Functions that train a model in place of `fit`."""

import keras

from keras_nntricks import optimizers
from tests.conformance.case import Case
from tests.conformance.classification import COUNTS, bad_models, inputs, labels

_TOLERANCE = (-0.1, float("nan"), "small", True, None)


def classifier():
    """Batch normalization and a regularizer; the optimizer is built."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(5, "tanh", kernel_regularizer="l2"),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    model.optimizer.build(model.trainable_variables)
    return model


CASES = (
    Case(
        optimizers.fit_lbfgs,
        {"epochs": 5},
        parts={"model": classifier, "x": inputs, "y": labels},
        bad={
            "model": bad_models(),
            "class_weight": ([1.0], 2.0),
            "batch_size": COUNTS,
            "epochs": (*COUNTS, None),
            "verbose": (3, -1, "loud", None),
            "history_size": (*COUNTS, None),
            "gradient_tolerance": _TOLERANCE,
            "loss_tolerance": _TOLERANCE,
        },
        free={
            "y": "its shape is for the model to judge",
            "sample_weight": "its shape is for the model to judge",
            "validation_data": "`evaluate` judges it",
            "callbacks": "as in `fit`",
        },
        family="fit",
    ),
)
