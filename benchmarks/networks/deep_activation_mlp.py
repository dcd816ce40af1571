"""A deep dense classifier that also tells how far its units are from zero."""

import keras
from keras import ops

from keras_nntricks import layers
from keras_nntricks.initializers import MSRA

ACTIVATIONS = {
    "relu": keras.layers.ReLU,
    "lrelu": lambda: keras.layers.LeakyReLU(negative_slope=0.1),
    "elu": layers.ELU,
}


def build(
    activation="elu",
    depth=8,
    width=128,
    shape=(64,),
    classes=10,
    learning_rate=0.01,
    times=1.0,
):
    """`depth` hidden layers with He's weights, trained by plain SGD, compiled.

    The rate is `times * learning_rate`. The output "logits" is trained; the output
    "median", with zeros as its target, logs the distance of the median unit from zero
    as "median_distance".
    """
    inputs = keras.Input(tuple(shape))
    signal, hidden = keras.layers.Flatten()(inputs), []
    for _ in range(depth):
        signal = ACTIVATIONS[activation]()(_dense(width)(signal))
        hidden.append(signal)
    outputs = {
        "logits": _dense(classes, name="logits")(signal),
        "median": median_unit(ops.concatenate(hidden, axis=1)),
    }
    model = keras.Model(inputs, outputs)
    model.compile(
        keras.optimizers.SGD(times * learning_rate),
        loss={"logits": keras.losses.SparseCategoricalCrossentropy(from_logits=True)},
        metrics={"median": [keras.metrics.MeanAbsoluteError(name="distance")]},
    )
    return model


def median_unit(units):
    """The median over units of their mean over the batch, once for each example."""
    median = ops.median(ops.mean(units, axis=0))
    return ops.zeros_like(units[:, :1]) + median


def classifier(model):
    """The part of the model that ends in the logits; it shares the weights."""
    return keras.Model(model.input, model.get_layer("logits").output)


def _dense(units, name=None):
    kernel = MSRA(distribution="untruncated_normal")
    return keras.layers.Dense(units, kernel_initializer=kernel, name=name)
