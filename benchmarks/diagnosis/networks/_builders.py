"""One function per kind of network: from the input to the features."""

import keras


def mlp(parts, x):
    """Dense layers."""
    for index in range(parts.network.depth):
        x = _dense(parts, index, parts.enter(index, x))
    return x


def residual(parts, x):
    """Dense layers, each but the first added to what came into it; a last norm."""
    for index in range(parts.network.depth):
        inner = _dense(parts, index, parts.enter(index, x))
        x = inner if index == 0 else keras.layers.Add(name=f"sum_{index}")([x, inner])
    return keras.layers.LayerNormalization(name="norm")(x)


def cnn(parts, x):
    """3 x 3 convolutions; all but the first halve the image, which ends flat."""
    for index in range(parts.network.depth):
        layer = keras.layers.Conv2D(
            parts.network.width,
            3,
            strides=2 if index else 1,
            padding="same",
            **parts.arguments(index),
        )
        x = parts.leave(index, layer(parts.enter(index, x)))
    return keras.layers.Flatten(name="flat")(x)


def rnn(parts, x):
    """A GRU, then dense layers."""
    name, width = parts.network.hidden[0], parts.network.width
    layer = keras.layers.GRU(width, name=name, **parts.settings)
    x = layer(parts.enter(0, x))
    for index in range(1, parts.network.depth):
        x = _dense(parts, index, parts.enter(index, x))
    return x


def _dense(parts, index, x):
    layer = keras.layers.Dense(parts.network.width, **parts.arguments(index))
    return parts.leave(index, layer(x))
