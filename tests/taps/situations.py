"""The situations in which models are trained."""

import dataclasses
from collections.abc import Callable

import keras
import numpy as np
from keras import layers, ops

from keras_nntricks.taps import Request
from tests.taps.watchers import EVERYTHING

OUTPUTS, WEIGHTS = Request(outputs=True), Request(weights=True)
RNG = np.random.default_rng(3)
X = RNG.normal(size=(20, 8)).astype("float32")
Y = (np.arange(20) % 3).astype("int32")
ON_TENSORFLOW = keras.backend.backend() == "tensorflow"
ON_JAX = keras.backend.backend() == "jax"
ON_TORCH = keras.backend.backend() == "torch"


@dataclasses.dataclass(frozen=True)
class Situation:
    """How a model is made, compiled and fed.

    `steps` are the samples' steps for a watcher of each second step, `examples` how
    many examples each of them had. What is asked for is compiled: only some ask for
    everything.
    """

    model: Callable
    fit: Callable
    compiled: Callable = dict
    steps: tuple = (0, 2)
    examples: tuple = (8, 8)
    request: Request = OUTPUTS
    policy: str = "float32"
    tolerance: float = 0.0

    def trained(self, callbacks=()):
        """A model that has been trained."""
        keras.utils.set_random_seed(5)
        keras.config.set_dtype_policy(self.policy)
        model = self.model()
        options = {"optimizer": keras.optimizers.Adam(0.01), **self.compiled()}
        model.compile(loss="sparse_categorical_crossentropy", **options)
        self.fit(model, list(callbacks))
        return model


def plain_fit(model, callbacks, *, count=16, **options):
    options = {"epochs": 2, "batch_size": 8, "verbose": 0, **options}
    model.fit(X[:count], Y[:count], callbacks=callbacks, **options)


def with_a_ragged_last_batch(model, callbacks):
    plain_fit(model, callbacks, count=20)


def sequential():
    return keras.Sequential(
        [
            keras.Input((8,)),
            layers.Dense(8, activation="relu", kernel_regularizer="l2"),
            layers.BatchNormalization(),
            layers.Dropout(0.25),
            layers.Dense(3, activation="softmax"),
        ]
    )


def small():
    parts = [layers.Dense(8, activation="tanh"), layers.Dense(3, activation="softmax")]
    return keras.Sequential([keras.Input((8,)), *parts])


def unbuilt():
    parts = [layers.Dense(8, activation="tanh"), layers.Dense(3, activation="softmax")]
    return keras.Sequential(parts)


def shared_and_nested():
    inner = keras.Sequential([keras.Input((8,)), layers.Dense(8, activation="relu")])
    inputs = keras.Input((8,), name="features")
    shared = layers.Dense(8, activation="tanh", name="shared")
    x = shared(inner(shared(inputs)))
    return keras.Model(inputs, layers.Dense(3, activation="softmax")(x))


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.parts = [layers.Dense(8, activation="relu"), layers.Dense(8)]
        self.head = layers.Dense(3, activation="softmax")

    def call(self, inputs):
        x = inputs
        for part in self.parts:
            x = part(x)
        return self.head(x)


class OwnTrainStep(keras.Model):
    """A step of the user's own that calls `compute_loss` itself."""

    def train_step(self, *args):
        return self._jax_step(*args) if ON_JAX else self._eager_step(*args)

    def _eager_step(self, data):
        x, y, _ = keras.utils.unpack_x_y_sample_weight(data)
        if ON_TENSORFLOW:
            import tensorflow as tf

            with tf.GradientTape() as tape:
                loss = self.compute_loss(x, y, self(x, training=True))
            grads = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(
                zip(grads, self.trainable_variables, strict=True)
            )
            return {"loss": loss}
        self.zero_grad()
        loss = self.compute_loss(x, y, self(x, training=True))
        loss.backward()
        grads = [v.value.grad for v in self.trainable_variables]
        self.optimizer.apply([g.detach() for g in grads], self.trainable_variables)
        return {"loss": loss.detach()}

    def _jax_step(self, state, data):
        import jax

        trainable, others, of_optimizer, of_metrics = state
        x, y, _ = keras.utils.unpack_x_y_sample_weight(data)

        def loss_of(trainable):
            y_pred, new = self.stateless_call(trainable, others, x, training=True)
            return self.compute_loss(x, y, y_pred), new

        (loss, others), grads = jax.value_and_grad(loss_of, has_aux=True)(trainable)
        trainable, of_optimizer = self.optimizer.stateless_apply(
            of_optimizer, grads, trainable
        )
        return {"loss": loss}, (trainable, others, of_optimizer, of_metrics)


def own_train_step():
    inputs = keras.Input((8,))
    x = layers.Dense(8, activation="tanh")(inputs)
    return OwnTrainStep(inputs, layers.Dense(3, activation="softmax")(x))


def recurrent_with_masks():
    inputs = keras.Input((8,))
    x = layers.Reshape((4, 2))(inputs)
    x = layers.Masking()(x)
    x = layers.TimeDistributed(layers.Dense(3))(x)
    x = layers.RNN(layers.SimpleRNNCell(2))(x)
    return keras.Model(inputs, layers.Dense(3, activation="softmax")(x))


def embedded_and_convolved():
    inputs = keras.Input((8,))
    x = ops.cast(ops.abs(inputs) * 2, "int32") % 5
    x = layers.Reshape((4, 2, 2))(layers.Embedding(5, 2)(x))
    x = layers.Conv2D(3, 2, activation="relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(3, activation="softmax")(x))


class InnerLoop(layers.Layer):
    """Calls a layer inside of a loop of the graph."""

    def __init__(self):
        super().__init__()
        self.inner = layers.Dense(8, name="inner")

    def build(self, shape):
        self.inner.build(shape)

    def call(self, inputs):
        return ops.fori_loop(0, 2, lambda i, x: ops.tanh(self.inner(x)), inputs)


def with_a_loop():
    parts = [InnerLoop(), layers.Dense(3, activation="softmax")]
    return keras.Sequential([keras.Input((8,)), *parts])


def rematerialized():
    with keras.RematScope(mode="full"):
        inside = layers.Dense(8, activation="tanh", name="inside")
    parts = [inside, layers.Dense(3, activation="softmax", name="outside")]
    return keras.Sequential([keras.Input((8,)), *parts])


def several_fits(model, callbacks):
    """The first one traces the step, the others are watched."""
    plain_fit(model, [], epochs=1)
    for _ in range(2):
        plain_fit(model, callbacks, epochs=1)


def from_a_generator(model, callbacks):
    def batches():
        while True:
            for start in (0, 8):
                yield X[start : start + 8], Y[start : start + 8]

    model.fit(
        batches(),
        steps_per_epoch=2,
        epochs=2,
        verbose=0,
        shuffle=False,
        callbacks=callbacks,
    )


def from_tf_data(model, callbacks):
    """With weights of the examples, and with validation."""
    import tensorflow as tf

    weights = np.linspace(0.5, 1.5, 16).astype("float32")
    data = tf.data.Dataset.from_tensor_slices((X[:16], Y[:16], weights)).batch(8)
    options = {"epochs": 2, "verbose": 0, "shuffle": False}
    validation = X[:8], Y[:8]
    model.fit(data, validation_data=validation, callbacks=callbacks, **options)


def _compiled(**options):
    return lambda: options


def optimizer_of_many_options():
    """Third steps apply gradients, and put the averages in the weights' place."""
    options = {"global_clipnorm": 0.01, "loss_scale_factor": 8.0, "use_ema": True}
    every = {"gradient_accumulation_steps": 3, "ema_overwrite_frequency": 3}
    return {"optimizer": keras.optimizers.Adam(0.01, **options, **every)}


SITUATIONS = {
    "plain, batch norm, dropout, penalty, ragged last batch": Situation(
        sequential,
        with_a_ragged_last_batch,
        steps=(0, 2, 4),
        examples=(8, 4, 8),
        request=EVERYTHING,
    ),
    "several fits of a model traced before": Situation(
        small, several_fits, steps=(0, 0)
    ),
    "functional, shared layer, nested model": Situation(
        shared_and_nested, plain_fit, request=OUTPUTS | WEIGHTS
    ),
    "subclassed, mixed_bfloat16": Situation(
        Subclassed, plain_fit, policy="mixed_bfloat16", request=OUTPUTS | WEIGHTS
    ),
    "train_step of its own": Situation(own_train_step, plain_fit, request=EVERYTHING),
    "recurrent, time-distributed, masks": Situation(recurrent_with_masks, plain_fit),
    "embedding, convolution": Situation(embedded_and_convolved, plain_fit),
    "run_eagerly": Situation(
        small, plain_fit, _compiled(run_eagerly=True), request=EVERYTHING
    ),
    "mixed_float16 with loss scaling": Situation(
        small, plain_fit, policy="mixed_float16", request=WEIGHTS
    ),
    "clipping, loss_scale_factor, accumulation, moving average": Situation(
        small, plain_fit, optimizer_of_many_options, request=WEIGHTS
    ),
    "unbuilt, tf.data, sample weights, validation": Situation(
        unbuilt, from_tf_data, request=Request(batch=True)
    ),
    "generator, jit_compile=False": Situation(
        small,
        from_a_generator,
        _compiled(jit_compile=False),
        request=EVERYTHING,
    ),
}
if not ON_TORCH:  # Keras refuses it there
    SITUATIONS["steps_per_execution"] = Situation(
        sequential,
        with_a_ragged_last_batch,
        _compiled(steps_per_execution=2),
        steps=(1, 2),
        examples=(8, 4),
    )
if not ON_JAX:  # which compiles whatever it is not told to leave alone
    # torch's compiler rounds and draws random numbers in another way than torch.
    SITUATIONS["jit_compile=True"] = Situation(
        small if ON_TORCH else sequential,
        plain_fit,
        _compiled(jit_compile=True),
        request=EVERYTHING,
        tolerance=1e-5 if ON_TORCH else 0.0,
    )
