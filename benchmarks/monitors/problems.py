"""What is trained: two small networks on random data of the shape of MNIST."""

import dataclasses
from collections.abc import Callable


def multilayer_perceptron():
    """784-512-512-10."""
    from keras import Sequential, layers

    return Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Flatten(),
            layers.Dense(512, activation="relu"),
            layers.Dense(512, activation="relu"),
            layers.Dense(10),
        ]
    )


def convolutional():
    """Two convolutions with pooling, then 64-10."""
    from keras import Sequential, layers

    return Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10),
        ]
    )


@dataclasses.dataclass(frozen=True)
class Problem:
    """A network and the size of its batches."""

    name: str
    network: Callable
    batch_size: int

    def build(self):
        """The compiled model."""
        import keras

        keras.utils.set_random_seed(0)
        model = self.network()
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.SGD(0.01, 0.9), loss, metrics=["accuracy"])
        return model

    def data(self, steps):
        """Images and labels for so many steps."""
        import numpy as np

        random = np.random.default_rng(0)
        examples = steps * self.batch_size
        x = random.random((examples, 28, 28, 1), "float32")
        return x, random.integers(0, 10, examples).astype("int32")


PROBLEMS = {
    problem.name: problem
    for problem in (
        Problem("mlp 784-512-512-10", multilayer_perceptron, 128),
        Problem("small cnn", convolutional, 64),
    )
}
