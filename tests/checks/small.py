"""Small models and data that are sound, to put faults into."""

import keras
import numpy as np

CLASSES = 3


def labelled(count=96):
    """Standardised inputs and the class that a linear map gives them."""
    generator = np.random.default_rng(0)
    x = generator.normal(size=(count, 4)).astype("float32")
    return x, np.argmax(x @ generator.normal(size=(4, CLASSES)), axis=-1)


def classifier(*, loss=None, rate=0.02, last=None, **hidden):
    """4-8-3 with softmax, compiled to run step by step."""
    keras.utils.set_random_seed(1)
    settings = {"activation": "tanh", "name": "hidden", **hidden}
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(8, **settings),
            last or keras.layers.Dense(CLASSES, activation="softmax", name="last"),
        ]
    )
    return compiled(model, loss or "sparse_categorical_crossentropy", rate)


def compiled(model, loss, rate=0.02):
    """The model with Adam, run step by step."""
    model.compile(keras.optimizers.Adam(rate), loss, run_eagerly=True)
    return model


class Blind(keras.layers.Layer):
    """Hands on zeros: labels are cut off from inputs."""

    def call(self, inputs):
        return 0.0 * inputs


class Deaf(keras.layers.Dense):
    """A dense layer whose kernel gets half the gradient."""

    def call(self, inputs):
        kernel = self.kernel
        half = 0.5 * kernel + keras.ops.stop_gradient(0.5 * kernel)
        return keras.ops.matmul(inputs, half) + self.bias


class Forgetful(keras.layers.Layer):
    """Takes a regularizer and does not give it to its weight."""

    def __init__(self, kernel_regularizer=None, **kwargs):
        super().__init__(**kwargs)
        self.kernel_regularizer = keras.regularizers.get(kernel_regularizer)

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], CLASSES), name="kernel")

    def call(self, inputs):
        return keras.ops.softmax(keras.ops.matmul(inputs, self.kernel))


class OwnLoss(keras.Model):
    """Computes `mean((y - prediction)^2)` by itself, penalties left out."""

    def __init__(self, kernel_regularizer=None):
        super().__init__()
        self.dense = keras.layers.Dense(1, kernel_regularizer=kernel_regularizer)

    def call(self, inputs):
        return self.dense(inputs)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, **kwargs):
        return keras.ops.mean(keras.ops.square(keras.ops.cast(y, "float32") - y_pred))


def own_loss(**settings):
    """A built and compiled `OwnLoss`."""
    keras.utils.set_random_seed(1)
    model = OwnLoss(**settings)
    model(np.zeros((1, 4), "float32"))
    return compiled(model, None)
