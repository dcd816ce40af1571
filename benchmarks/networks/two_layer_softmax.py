"""The two-layer softmax classifier of the babysitting lecture."""

import keras


def build(
    features=3072,
    units=50,
    classes=10,
    weight_std=1e-4,
    learning_rate=1e-3,
    regularization=0.0,
):
    """3072-50-10 with ReLU, normal weights, plain SGD, compiled.

    `regularization` counts as the lecture counts it: the loss holds half of it times
    the sum of squared weights.
    """

    def dense(units, activation=None):
        return keras.layers.Dense(
            units,
            activation,
            kernel_initializer=keras.initializers.RandomNormal(0.0, weight_std),
            kernel_regularizer=keras.regularizers.L2(regularization / 2),
        )

    model = keras.Sequential(
        [keras.layers.Input((features,)), dense(units, "relu"), dense(classes)]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate), loss, metrics=["accuracy"])
    return model
