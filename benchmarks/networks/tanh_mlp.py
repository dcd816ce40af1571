"""A small smooth network: one hidden layer of tanh, L2, plain SGD."""

import keras


def build(units=32, penalty=1e-5, features=64, classes=10, learning_rate=0.1):
    """Xavier's weights; `penalty` times the squared kernels is added to the loss."""
    layers = [
        keras.Input((features,)),
        _dense(units, penalty, "tanh"),
        _dense(classes, penalty),
    ]
    model = keras.Sequential(layers)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate), loss)
    return model


def _dense(units, penalty, activation=None):
    regularizer = keras.regularizers.L2(penalty)
    return keras.layers.Dense(units, activation, kernel_regularizer=regularizer)
