"""A model whose weights tell which learning rate each step really used."""

import keras
import numpy as np

STEPS = 4


def linear_loss(y_true, y_pred):
    return keras.ops.mean(y_pred, axis=-1)


def make_model(learning_rate=0.5, steps=STEPS, dtype="float32", **compile_arguments):
    model = keras.Sequential(
        [
            keras.layers.Input((steps,)),
            keras.layers.Dense(
                1, use_bias=False, kernel_initializer="zeros", dtype=dtype
            ),
        ]
    )
    optimizer = keras.optimizers.SGD(learning_rate)
    model.compile(optimizer, linear_loss, **compile_arguments)
    return model


class _Weights(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = []

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append(self.model.get_weights()[0][:, 0])


def fit(model, decay, epochs, steps=STEPS, **arguments):
    """Trains on one unit vector per step; returns the rates used (epochs, steps).

    Step i of an epoch moves weight i alone, by the rate (the gradient is 1). Nothing
    is read inside an epoch, so no reading can hide a rate that was not applied.
    `decay` may be a list of callbacks.
    """
    weights = _Weights()
    decay = decay if isinstance(decay, list) else [decay]
    start = model.get_weights()[0][:, 0]
    data = (np.eye(steps, dtype="float32"), np.zeros((steps, 1), "float32"))
    arguments = {"x": data[0], "y": data[1], "batch_size": 1, **arguments}
    history = model.fit(
        epochs=epochs,
        shuffle=False,
        verbose=0,
        callbacks=[*decay, weights],
        **arguments,
    )
    moved = -np.diff([start, *weights.seen], axis=0)
    return moved, history.history["learning_rate"]
