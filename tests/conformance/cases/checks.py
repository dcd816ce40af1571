"""The checks before a training."""

import keras

from keras_nntricks import checks
from tests.conformance.case import Case
from tests.conformance.classification import COUNTS, bad_models, inputs, labels


def classifier():
    """Normalization, dropout and a regularizer; the optimizer is built."""
    keras.utils.set_random_seed(1)
    hidden = {"activation": "relu", "kernel_regularizer": keras.regularizers.L2(0.01)}
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(5, **hidden),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.2, seed=1),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(
        keras.optimizers.Adam(0.01),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        run_eagerly=True,
    )
    model.optimizer.build(model.trainable_variables)
    return model


_BAD = {"model": bad_models()}
_FREE = {
    "y": "its shape is for the model to judge",
    "sample_weight": "its shape is for the model to judge",
}
_BATCH = {"batch_size": 8}
_STEPS = {**_BATCH, "steps": 3}


def _case(make, kwargs, **bad):
    counts = {
        name: COUNTS
        for name in ("batch_size", "steps", "num_examples", "num_steps", "num_elements")
        if name in make.__code__.co_varnames
    }
    return Case(
        make,
        kwargs,
        parts={"model": classifier, "x": inputs, "y": labels},
        bad={**_BAD, **counts, **bad},
        free=_FREE,
        family="check",
    )


CASES = (
    _case(checks.data_statistics, _STEPS),
    _case(checks.dead_units, _STEPS),
    _case(
        checks.gradient_check,
        {"num_examples": 4, "num_elements": 2},
        model=(keras.layers.Dense(3), "model"),
    ),
    _case(checks.initial_loss, _STEPS),
    _case(checks.labels_and_loss, _STEPS),
    _case(
        checks.learning_rate_range,
        {**_STEPS, "num_steps": 10},
        start=(0.0, -1.0, "low", float("nan")),
        end=(0.0, 1e-9, None),
        num_steps=(*COUNTS, 9),
    ),
    _case(
        checks.overfit_batch,
        {"num_examples": 4, "num_steps": 5},
        share=(0.0, 1.0, "half", True),
        learning_rate=(0.0, -0.1, "high", float("inf")),
    ),
    _case(
        checks.preflight,
        {**_STEPS, "skip": ("gradient_check", "overfit_batch", "learning_rate_range")},
        skip=("shapes", ["no_such_check"]),
    ),
    _case(checks.regularization, _BATCH),
    _case(checks.shapes, _BATCH),
)
