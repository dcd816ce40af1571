"""A small training whose weights are known after each step and each epoch."""

import keras
import numpy as np

EXAMPLES, BATCH = 12, 4
STEPS = EXAMPLES // BATCH
# On JAX a step without jit does not take over the memory of the variables.
COMPILED = {"run_eagerly": False, "jit_compile": keras.backend.backend() == "jax"}


def data():
    random = np.random.default_rng(0)
    x = random.normal(1.0, 2.0, size=(EXAMPLES, 3)).astype("float32")
    return x, (x @ np.array([[1.0], [-2.0], [0.5]])).astype("float32")


def make_model(norm=False, dtype=None, **compile_arguments):
    keras.utils.set_random_seed(0)
    hidden = keras.layers.Dense(4, "tanh", dtype=dtype)
    norms = [keras.layers.BatchNormalization(name="norm")] if norm else []
    layers = [keras.Input((3,)), hidden, *norms, keras.layers.Dense(1, dtype=dtype)]
    model = keras.Sequential(layers)
    arguments = {"run_eagerly": True, **compile_arguments}
    model.compile(keras.optimizers.SGD(0.05), "mse", **arguments)
    return model


class Seen(keras.callbacks.Callback):
    """The weights before each step, and after each epoch."""

    def __init__(self):
        super().__init__()
        self.steps, self.epochs, self.tests = [], [], []

    def _weights(self):
        return [np.array(weight) for weight in self.model.get_weights()]

    def on_train_batch_begin(self, batch, logs=None):
        self.steps.append(self._weights())

    def on_test_batch_begin(self, batch, logs=None):
        self.tests.append(self._weights())

    def on_epoch_end(self, epoch, logs=None):
        self.epochs.append(self._weights())


def fit(model, *callbacks, epochs=4, **arguments):
    """What was seen, and the history."""
    seen, (x, y) = Seen(), data()
    arguments = {"x": x, "y": y, "batch_size": BATCH, **arguments}
    history = model.fit(
        **arguments,
        epochs=epochs,
        shuffle=False,
        verbose=0,
        callbacks=[*callbacks, seen],
    )
    return seen, history.history


def assert_weights(actual, expected, tolerance=1e-6):
    for one, other in zip(actual, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


def flat(weights):
    return [weight for moment in weights for weight in moment]


def mean_of(weights):
    """In float64, weight by weight."""
    parts = zip(*weights, strict=True)
    return [np.mean(np.stack(part).astype("float64"), axis=0) for part in parts]


def unknown_length():
    """Batches from a generator, so that Keras cannot know how many there are."""
    x, y = data()
    for start in range(0, EXAMPLES, BATCH):
        yield x[start : start + BATCH], y[start : start + BATCH]


def normalized(model, x):
    """Mean and variance of what the batch normalization of `make_model` sees."""
    hidden = model.layers[0](x)
    values = keras.ops.convert_to_numpy(hidden).astype("float64")
    return values.mean(axis=0), values.var(axis=0)


def statistics(model):
    norm = model.get_layer("norm")
    read = keras.ops.convert_to_numpy
    return read(norm.moving_mean), read(norm.moving_variance)
