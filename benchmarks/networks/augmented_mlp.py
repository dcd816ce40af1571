"""A dense ReLU classifier that shifts its images in training, or does not."""

import keras

from keras_nntricks.initializers import MSRA


def build(
    augmentation="none",
    shift=0.125,
    shape=(8, 8, 1),
    units=128,
    classes=10,
    learning_rate=0.1,
):
    """Takes flat images of `shape`; two hidden layers, plain SGD, compiled.

    `augmentation` "shift" moves each image in training by up to `shift` of its side,
    along both axes, and fills with zeros.
    """
    layers = [keras.layers.Input((shape[0] * shape[1] * shape[2],))]
    if augmentation == "shift":
        layers += [
            keras.layers.Reshape(shape),
            keras.layers.RandomTranslation(shift, shift, fill_mode="constant"),
            keras.layers.Flatten(),
        ]
    layers += [_dense(units, "relu"), _dense(units, "relu"), _dense(classes)]
    model = keras.Sequential(layers)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate), loss, metrics=["accuracy"])
    return model


def _dense(units, activation=None):
    return keras.layers.Dense(units, activation, kernel_initializer=MSRA())
