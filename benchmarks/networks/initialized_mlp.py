"""Equal hidden layers by activation and initialization, trained by plain SGD."""

import keras

from keras_nntricks.initializers import MSRA, LeCun, Xavier
from keras_nntricks.layers import BatchNorm

INITIALIZERS = {
    "standard": lambda: Xavier(mode="fan_in", gain=3**-0.5),
    "normalized": Xavier,
    "lecun": LeCun,
    "he": MSRA,
}


def build(
    activation="tanh",
    initializer="normalized",
    hidden_layers=5,
    width=128,
    batch_norm=False,
    shape=(64,),
    classes=10,
    learning_rate=0.1,
):
    """`hidden_layers` layers of `width` units and a softmax on top, compiled.

    Every kernel is filled by `initializer`, biases start at 0:

    - "standard": uniform within 1 / sqrt(fan_in), a variance of 1 / (3 fan_in);
    - "normalized": Glorot and Bengio's, a variance of 2 / (fan_in + fan_out);
    - "lecun": a variance of 1 / fan_in;
    - "he": a variance of 2 / fan_in.

    `activation` is one of Keras's, by name: networks that hold a function share no
    compiled program. `batch_norm` normalizes what each activation gets.
    """
    layers = [keras.layers.Input(tuple(shape)), keras.layers.Flatten()]
    for _ in range(hidden_layers):
        layers += _hidden(activation, initializer, width, batch_norm)
    layers.append(_dense(classes, initializer))
    model = keras.Sequential(layers)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate), loss, metrics=["accuracy"])
    return model


def _hidden(activation, initializer, width, batch_norm):
    if not batch_norm:
        return [_dense(width, initializer, activation)]
    activate = keras.layers.Activation(activation)
    return [_dense(width, initializer), BatchNorm(), activate]


def _dense(units, initializer, activation=None):
    kernel = INITIALIZERS[initializer]()
    return keras.layers.Dense(units, activation, kernel_initializer=kernel)
