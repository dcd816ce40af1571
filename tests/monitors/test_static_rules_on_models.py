"""What is wrong before the first step is told of real models, and nothing else is."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks import callbacks, monitors

RANDOM = np.random.default_rng(0)
X = RANDOM.standard_normal((32, 6))
PIXELS = RANDOM.integers(0, 256, (32, 6, 6, 1))
IDS = RANDOM.integers(0, 1000, (32, 5))
CLASSES = RANDOM.integers(0, 3, 32)
ONE_HOT = np.eye(3)[CLASSES]
BITS = RANDOM.integers(0, 2, (32, 1))
REAL = X[:, :1] + 0.1 * RANDOM.standard_normal((32, 1))
BCE = "binary_crossentropy"
SPARSE = "sparse_categorical_crossentropy"


def _layer(name, units, activation=None, **arguments):
    seed = {"kernel_initializer": keras.initializers.GlorotUniform(seed=len(name))}
    return layers.Dense(units, activation, name=name, **{**seed, **arguments})


def _mlp(units, activation=None, before=(), shape=(6,), **last):
    hidden = _layer("hidden", 8, "relu")
    end = _layer("end", units, activation, **last)
    return keras.Sequential(
        [keras.Input(shape, name="x"), *before, hidden, end], name="net"
    )


def _with_value(model, place, value):
    """A copy of the data in which some values are replaced."""
    changed = model.copy()
    changed[place] = value
    return changed


def _frozen(model):
    model.layers[0].trainable = False
    return model


def _frozen_after_training(model):
    hidden = model.layers[0]
    kernel, bias = hidden.get_weights()
    hidden.set_weights([2 * kernel, bias + 0.1])
    return _frozen(model)


def _by_logits(kind):
    return getattr(keras.losses, kind)(from_logits=True)


WIDE = keras.initializers.RandomNormal(stddev=12.0, seed=1)
# Fault -> where it is told, the model, its loss, the data.
FAULTS = {
    "inputs-not-finite": lambda: (
        *("x", _mlp(1), "mse"),
        *(_with_value(X, (3, 2), np.nan), REAL),
    ),
    "inputs-constant": lambda: ("x", _mlp(1), "mse", np.ones_like(X), REAL),
    "inputs-not-centred": lambda: ("x", _mlp(3, "softmax"), SPARSE, X + 20, CLASSES),
    "inputs-not-scaled": lambda: (
        *("x", _mlp(3, "softmax", [layers.Flatten()], (6, 6, 1)), SPARSE),
        *(PIXELS, CLASSES),
    ),
    "labels-not-finite": lambda: (
        *("output", _mlp(1), "mse", X),
        _with_value(REAL, 4, np.inf),
    ),
    "sparse-with-categorical": lambda: (
        *("output", _mlp(3, "softmax"), "kl_divergence", X, CLASSES[:, None]),
    ),
    "labels-out-of-range": lambda: (
        *("output", _mlp(1, "tanh"), "hinge", X, CLASSES[:, None]),
    ),
    "squashed-regression": lambda: (
        *("net/end", _mlp(1, "sigmoid"), "mse", X, 5 * REAL),
    ),
    "softmax-of-one-unit": lambda: ("net/end", _mlp(1, "softmax"), BCE, X, BITS),
    "sigmoid-with-sparse-categorical": lambda: (
        *("net/end", _mlp(3, "sigmoid"), SPARSE, X, CLASSES),
    ),
    "logits-as-probabilities": lambda: ("net/end", _mlp(3), SPARSE, X, CLASSES),
    "probabilities-as-logits": lambda: (
        *("net/end", _mlp(3, "softmax"), _by_logits("CategoricalCrossentropy")),
        *(X, ONE_HOT),
    ),
    "initial-loss": lambda: (
        *("net/end", _mlp(3, "softmax", kernel_initializer=WIDE), SPARSE, X, CLASSES),
    ),
    "frozen-by-accident": lambda: (
        *("net/hidden", _frozen(_mlp(3, "softmax")), SPARSE, X, CLASSES),
    ),
}
HEALTHY = {
    "standardised": lambda: (_mlp(3, "softmax"), SPARSE, X, CLASSES),
    "in [0, 1]": lambda: (
        _mlp(3, "softmax", [layers.Flatten()], (6, 6, 1)),
        *(SPARSE, PIXELS / 255, CLASSES),
    ),
    "rescaled": lambda: (
        _mlp(3, "softmax", [layers.Rescaling(1 / 255), layers.Flatten()], (6, 6, 1)),
        *(SPARSE, PIXELS, CLASSES),
    ),
    "normalised by batches": lambda: (
        _mlp(3, "softmax", [layers.BatchNormalization()]),
        *(SPARSE, 50 * X + 1000, CLASSES),
    ),
    "divided in the graph": lambda: (_divided(), SPARSE, PIXELS, CLASSES),
    "embedded": lambda: (
        _mlp(3, "softmax", [layers.Embedding(1000, 4), layers.Flatten()], (5,)),
        *(SPARSE, IDS, CLASSES),
    ),
    "one-hot features": lambda: (
        _mlp(3, "softmax"),
        SPARSE,
        np.eye(32)[:, :6],
        CLASSES,
    ),
    "logits": lambda: (
        *(_mlp(3), _by_logits("SparseCategoricalCrossentropy")),
        *(X, CLASSES[:, None]),
    ),
    "one-hot targets": lambda: (
        *(
            _mlp(3, "softmax"),
            keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
        ),
        *(X, ONE_HOT),
    ),
    "many labels": lambda: (_mlp(3, "sigmoid"), BCE, X, RANDOM.integers(0, 2, (32, 3))),
    "binary logit": lambda: (_mlp(1), _by_logits("BinaryCrossentropy"), X, BITS),
    "hinge": lambda: (_mlp(1, "tanh"), "hinge", X, 2 * BITS - 1),
    "regression": lambda: (_mlp(1), "mse", X, REAL[:, 0]),
    "shifted regression": lambda: (_mlp(1), "mse", X, 3 * REAL + 20),
    "autoencoder": lambda: (
        *(_mlp(6, "sigmoid"), "mse", RANDOM.random((32, 6)), RANDOM.random((32, 6))),
    ),
    "frozen after training": lambda: (
        _frozen_after_training(_mlp(3, "softmax")),
        *(SPARSE, X, CLASSES),
    ),
}


def _divided():
    x = keras.Input((6, 6, 1))
    hidden = _layer("hidden", 8, "relu")(layers.Flatten()(x / 255.0))
    return keras.Model(x, _layer("end", 3, "softmax")(hidden))


def _verdicts(model, loss, x, y):
    """The verdicts on a batch that the model has seen, without a step of training."""
    model.compile("sgd", loss)
    x, y = x.astype("float32"), y.astype("float32")
    predictions = model(x, training=True)
    with np.errstate(invalid="ignore"):
        loss = keras.ops.convert_to_numpy(model.compute_loss(x, y, predictions))
        predictions = keras.ops.convert_to_numpy(predictions)
        parts = {"targets": y.reshape(len(y), -1), "predictions": predictions}
        values = {"inputs": {"x": _statistics(x)}, "loss": loss, "penalty": 0.0}
        values |= {key: {"output": _with_totals(part)} for key, part in parts.items()}
    record = monitors.Record(monitors.describe(model), {"loss", "batch"})
    record.add_sample(0, 0, 0, {**values, "examples": len(x)})
    return [(v.rule, v.where) for v in monitors.diagnose(record)]


def _statistics(values):
    units = values.reshape(-1, values.shape[-1])
    found = {key: getattr(np, key)(units, 0) for key in ("mean", "std")}
    found |= {"minimum": units.min(0), "maximum": units.max(0)}
    found["nonfinite"] = np.sum(~np.isfinite(units), 0)
    return {**found, "count": len(units)}


def _with_totals(values):
    sums = values.sum(-1)
    found = {"whole": np.mean(values == np.round(values))}
    found |= {"row_sum_minimum": sums.min(), "row_sum_maximum": sums.max()}
    return {**_statistics(values), **found}


@pytest.mark.filterwarnings("ignore:.*from_logits=True:UserWarning")
@pytest.mark.filterwarnings("ignore:You are using a softmax over axis:UserWarning")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_gives_its_verdict_and_no_other(fault):
    where, *setting = FAULTS[fault]()
    assert _verdicts(*setting) == [(fault, where)]


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_model_gives_no_verdict(name):
    assert _verdicts(*HEALTHY[name]()) == []


def _fit(model, loss, x, y, **fit):
    model.compile("sgd", loss, run_eagerly=keras.backend.backend() != "jax")
    monitor = callbacks.TrainingMonitor(verbose=0)
    x, y = x.astype("float32"), y.astype("float32")
    model.fit(x, y, batch_size=32, verbose=0, callbacks=[monitor], **fit)
    return [(v.rule, v.where) for v in monitor.verdicts]


def test_a_training_tells_of_batches_of_one():
    model = _mlp(1, "sigmoid", [layers.BatchNormalization(name="norm")])
    found = _fit(model, BCE, X[:1], BITS[:1])
    assert found == [("batch-norm-on-one-example", "net/norm")]


def test_a_training_on_raw_pixels_tells_of_their_scale():
    model = _mlp(3, "softmax", [layers.Flatten()], (6, 6, 1))
    assert _fit(model, SPARSE, PIXELS, CLASSES) == [("inputs-not-scaled", "x")]


def test_weights_of_the_examples_are_no_wrong_initial_loss():
    weights = np.full(32, 30.0)
    found = _fit(_mlp(3, "softmax"), SPARSE, X, CLASSES, sample_weight=weights)
    assert found == []
