"""Gradients of a random linear function of a model's outputs."""

import keras
import numpy as np
from keras import ops

from keras_nntricks.calibration._full_precision import to_float64


class _Recorder(keras.optimizers.Optimizer):
    """Keeps the gradients and moves nothing."""

    def __init__(self):
        super().__init__(learning_rate=0.0)
        self.seen = {}

    def apply(self, grads, trainable_variables=None):
        variables = trainable_variables or self.variables_of_model
        for variable, gradient in zip(variables, grads, strict=True):
            if gradient is not None:
                self.seen[id(variable)] = to_float64(gradient)


class _Probe(keras.Model):
    """The model in inference mode, trained on a given weight for each output.

    A trainer is the one public way to gradients that is the same on each backend.
    """

    def __init__(self, inner):
        super().__init__(dtype="float32")
        self.inner = inner

    def call(self, inputs):
        outputs = keras.tree.flatten(self.inner(inputs, training=False))
        return ops.concatenate([_as_rows(tensor) for tensor in outputs], axis=-1)

    def compute_loss(self, x, y, y_pred, sample_weight=None, training=True):
        return ops.mean(ops.sum(ops.multiply(y, y_pred), axis=-1))


def _as_rows(tensor):
    rows = ops.reshape(tensor, (ops.shape(tensor)[0], -1))
    return ops.cast(rows, "float32")


def gradients(model, inputs, seed):
    """Trainable variable's id -> its gradient; those without one are left out."""
    probe, recorder = _Probe(model), _Recorder()
    shape = probe(inputs).shape
    directions = np.random.default_rng(seed).normal(size=tuple(shape))
    recorder.variables_of_model = model.trainable_variables
    probe.compile(recorder, run_eagerly=True, jit_compile=False, auto_scale_loss=False)
    probe.train_on_batch(inputs, directions.astype("float32"))
    return recorder.seen
