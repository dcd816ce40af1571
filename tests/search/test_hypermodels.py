"""Each corner of the ready hypermodels builds and trains a step."""

import keras
import keras_tuner
import numpy as np
import pytest

from keras_nntricks import layers, search
from tests.search.corners import corners, ends_of_names, space_of, train_a_step

LENGTH = {"examples": 16, "epochs": 2}
EVERYTHING = {
    "activation": {
        "values": [
            *("relu", "leaky_relu", "elu", "selu", "celu", "gelu", "silu", "tanh"),
            *("sigmoid", "prelu", "rrelu", "srelu", "tlu", "pelu", "mpelu", "crelu"),
            "maxout",
        ]
    },
    "initializer": {
        "values": ["fan_in", "fan_avg", "fan_out", "orthogonal"],
        "scale": (0.1, 10.0),
    },
    "normalization": {"values": ["none", "batch_norm", "layer_norm"]},
    "optimizer": {"kinds": ["sgd", "nesterov", "rmsprop", "adam"]},
    "batch_size": {},
    "decay": {},
}
TRAINING = {
    "activation": ("relu", "leaky_relu", "elu", "selu", "tanh", "prelu", "maxout"),
    "initializer": ("fan_in", "fan_avg"),
    "normalization": ("none", "batch_norm"),
    "dropout": (0.0, 0.8),
    "optimizer": ("nesterov", "rmsprop", "adam"),
    "optimizer/momentum": (0.5, 0.9, 0.95, 0.99),
    "learning_rate": (1e-6, 10.0),
    "weight_decay": (1e-6, 1.0),
}
SPACES = {
    search.DenseHyperModel: {"depth": (1, 3), "width": (32, 512), **TRAINING},
    search.ConvolutionalHyperModel: {
        "blocks": (1, 3),
        "convolutions": (1, 2),
        "filters": (16, 64),
        "dense_layers": (0, 1),
        "width": (32, 512),
        **TRAINING,
    },
}


def _data(shape):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(16, *shape)).astype("float32")
    return x, rng.integers(0, 3, size=16)


def _build(hypermodel, **values):
    hp = keras_tuner.HyperParameters()
    hp.values.update(values)
    return hypermodel.build(hp)


NARROW = {"low": 2, "high": 4}
DENSE = search.DenseHyperModel((6,), 3, space=EVERYTHING, **LENGTH)
NARROW_DENSE = search.DenseHyperModel(
    (6,), 3, space={"width": NARROW, **EVERYTHING}, **LENGTH
)
CONVOLUTIONAL = search.ConvolutionalHyperModel((5, 4, 2), 3)
NARROW_CONVOLUTIONAL = search.ConvolutionalHyperModel(
    (5, 4, 2), 3, space={"width": NARROW, "filters": NARROW}
)


@pytest.mark.parametrize(
    ("wide", "narrow", "shape"),
    [(DENSE, NARROW_DENSE, (6,)), (CONVOLUTIONAL, NARROW_CONVOLUTIONAL, (5, 4, 2))],
)
def test_each_corner_trains(wide, narrow, shape):
    # Off torch each new shape is compiled, for a second or more: there only all low
    # and all high are trained, at small widths.
    eager = keras.backend.backend() == "torch"
    hypermodel = wide if eager else narrow
    tried = corners(space_of(hypermodel.build))
    for values in tried if eager else tried[-2:]:
        train_a_step(hypermodel, values, *_data(shape))


@pytest.mark.parametrize("make", SPACES)
def test_the_space_is_the_documented_one(make):
    hypermodel = make((5, 4, 2), 3)
    assert ends_of_names(space_of(hypermodel.build)) == SPACES[make]


def test_batch_size_and_decay_come_when_asked_for():
    space = {"batch_size": {"low": 8, "high": 32}, "decay": {"kinds": ["step"]}}
    hypermodel = search.DenseHyperModel((6,), 3, space=space, **LENGTH)
    names = ends_of_names(space_of(hypermodel.build))
    added = {
        name: names[name] for name in names if name not in SPACES[type(hypermodel)]
    }
    assert added == {
        "batch_size": (8, 32),
        "decay": ("step",),
        "decay/factor": (0.5, 0.1),
        "decay/drops": (1, 4),
    }


def test_what_is_left_out_is_not_there():
    left_out = dict.fromkeys(["normalization", "dropout", "weight_decay"])
    hypermodel = search.DenseHyperModel((6,), 3, space=left_out)
    hp = keras_tuner.HyperParameters()
    model = hypermodel.build(hp)
    assert not set(left_out) & set(hp.values)
    assert model.optimizer.weight_decay is None
    kinds = (keras.layers.Dropout, layers.BatchNorm)
    assert not any(isinstance(layer, kinds) for layer in model.layers)


def test_the_dense_network_is_the_documented_one():
    hypermodel = search.DenseHyperModel((2, 3), 4, output_activation="linear")
    drawn = {"depth": 2, "width": 40, "activation": "maxout", "dropout": 0.25}
    model = _build(hypermodel, normalization="batch_norm", **drawn)
    names = [type(layer).__name__ for layer in model.layers[1:]]
    block = ["Dense", "BatchNorm", "Maxout", "Dropout"]
    assert [name.replace("BatchNormalization", "BatchNorm") for name in names] == [
        "Flatten",
        *(block * 2),
        "Dense",
    ]
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    # A unit of maxout reads two pre-activations.
    assert [layer.units for layer in dense] == [80, 80, 4]
    assert [layer.kernel.shape[0] for layer in dense] == [6, 40, 40]
    rates = [layer.rate for layer in model.layers if hasattr(layer, "rate")]
    assert rates == [0.25, 0.25]


def test_the_convolutional_network_is_the_documented_one():
    hypermodel = search.ConvolutionalHyperModel((9, 9, 2), 4)
    drawn = {"blocks": 2, "convolutions": 2, "filters": 16}
    model = _build(hypermodel, dense_layers=1, width=50, activation="relu", **drawn)
    filters = [layer.filters for layer in model.layers if hasattr(layer, "filters")]
    assert filters == [16, 16, 32, 32]
    flat = next(x for x in model.layers if isinstance(x, keras.layers.Flatten))
    assert flat.output.shape == (None, 3 * 3 * 32)  # 9 -> 5 -> 3
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    assert [layer.units for layer in dense] == [50, 4]


def test_weights_start_matched_to_the_activation():
    hypermodel = search.DenseHyperModel((400,), 300)
    drawn = {"activation": "tanh", "initializer": "fan_in", "depth": 1, "width": 500}
    kernels = [w for w in _build(hypermodel, **drawn).get_weights() if w.ndim == 2]
    expected = [1.5925374197 / 400**0.5, 1 / 500**0.5]  # tanh; nothing follows
    assert [k.std() for k in kernels] == pytest.approx(expected, rel=0.02)


def test_the_decay_spans_the_longest_training():
    hypermodel = search.DenseHyperModel(
        (6,), 3, space={"decay": {}, "batch_size": {}}, examples=100, epochs=7
    )
    model = _build(hypermodel, learning_rate=0.5, decay="cosine", batch_size=32)
    schedule = model.optimizer.get_config()["learning_rate"]["config"]
    assert schedule["decay_steps"] == 28  # 4 batches, the last of 4 examples
    assert schedule["initial_learning_rate"] == 0.5


def test_the_drawn_batch_size_is_trained_with():
    hypermodel = search.DenseHyperModel(
        (6,), 3, space={"batch_size": {"low": 2, "high": 8}, "depth": {"high": 1}}
    )
    hp = keras_tuner.HyperParameters()
    hp.values["batch_size"] = 8
    model = hypermodel.build(hp)
    model.run_eagerly, model.jit_compile = True, False
    x, y = _data((6,))
    hypermodel.fit(hp, model, x, y, verbose=0)
    assert int(model.optimizer.iterations) == 2
    # Not a ValueError alone, which would end but its trial.
    fatal = keras_tuner.errors.FatalValueError
    with pytest.raises(fatal, match="`batch_size` must be left out"):
        hypermodel.fit(hp, model, x, y, batch_size=4, verbose=0)


def test_regression_has_no_metric_of_its_own():
    hypermodel = search.DenseHyperModel((6,), 1, None, "mse", None)
    model = _build(hypermodel)
    assert model.loss == "mse"
    assert model.layers[-1].activation is keras.activations.linear


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"input_shape": ()}, "`input_shape` must be a tuple of positive integers"),
        ({"input_shape": (None, 3)}, "`input_shape` must be a tuple"),
        ({"output_units": 0}, "`output_units` must be a positive integer"),
        ({"space": {"dept": {}}}, r"`space` must be None or a dict with keys"),
        ({"space": {"width": None}}, r"`space\['width'\]` must be a dict"),
        ({"space": {"decay": {}}}, "`examples` must be given if the decay"),
        ({"space": {"decay": {}}, "examples": 8}, "`epochs` must be given if the"),
        ({"examples": 0}, "`examples` must be a positive integer"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    good = {"input_shape": (6,), "output_units": 3}
    with pytest.raises(ValueError, match=message):
        search.DenseHyperModel(**{**good, **arguments})


def test_an_image_has_three_axes():
    with pytest.raises(ValueError, match=r"`input_shape` must be a tuple \(height"):
        search.ConvolutionalHyperModel((8, 8), 3)
