"""A plain multilayer perceptron, trained by plain SGD."""

import functools

import keras

from keras_nntricks import layers
from keras_nntricks.initializers import MSRA

ACTIVATIONS = {
    "relu": keras.layers.ReLU,
    "leaky": lambda **own: keras.layers.LeakyReLU(negative_slope=0.01, **own),
    "elu": layers.ELU,
}


def build(
    activation="relu",
    depth=4,
    width=64,
    bias=0.0,
    dropout=0.0,
    shape=(64,),
    classes=10,
    learning_rate=0.1,
):
    """`depth` hidden layers with He's weights, then a dense layer, compiled.

    The activation layers are named "hidden_1", "hidden_2", ... `bias` fills the biases
    of the hidden layers; those of the last layer start at 0. `dropout` follows each
    hidden layer. `learning_rate` is a number or a schedule.
    """
    stack = [keras.layers.Input(tuple(shape)), keras.layers.Flatten()]
    for place in range(1, depth + 1):
        stack.append(_dense(width, bias))
        stack.append(ACTIVATIONS[activation](name=f"hidden_{place}"))
        if dropout:
            stack.append(keras.layers.Dropout(dropout))
    model = keras.Sequential([*stack, _dense(classes)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate), loss, metrics=["accuracy"])
    return model


def _dense(units, bias=0.0):
    return keras.layers.Dense(
        units,
        kernel_initializer=MSRA(distribution="untruncated_normal"),
        bias_initializer=keras.initializers.Constant(bias),
    )


def restored(run, weights):
    """The network of a run of `fit_many`, with these weights.

    Runs that differ in their seed, rate and bias alone share one object, which saves
    building it: each call changes what the one before returned.
    """
    own = ("seed", "learning_rate", "bias")
    model = _shared(**{name: value for name, value in run.items() if name not in own})
    model.set_weights(weights)
    return model


@functools.cache
def _shared(**settings):
    return build(**settings)
