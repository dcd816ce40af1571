"""What an optimizer does in `fit`, out of a file and in half precision."""

import pathlib
import tempfile

import keras
import numpy as np
from keras import ops

from tests.conformance.registry import check

EPOCHS = 3


def _model(optimizer, dtype="float32"):
    keras.utils.set_random_seed(1)
    hidden = keras.layers.Dense(5, "tanh", dtype=dtype)
    head = keras.layers.Dense(1, dtype=dtype)
    model = keras.Sequential([keras.Input((4,)), hidden, head])
    # JAX without jit compiles operation by operation, which takes longer.
    jit = keras.backend.backend() == "jax"
    model.compile(optimizer, "mse", jit_compile=jit)
    return model


def _fit(model, epochs=EPOCHS):
    """The losses; the batches are the same in each call."""
    x = np.random.default_rng(2).normal(size=(24, 4)).astype("float32")
    y = x.sum(axis=1, keepdims=True)
    arguments = {"batch_size": 8, "shuffle": False, "verbose": 0}
    return model.fit(x, y, epochs=epochs, **arguments).history["loss"]


@check("optimizer")
def check_optimizer_lowers_the_loss(case):
    """And moves every weight."""
    model = _model(case.build())
    before = model.get_weights()
    losses = _fit(model)
    assert losses[-1] < 0.8 * losses[0], f"{case.id}: the losses are {losses}"
    for weight, old in zip(model.trainable_weights, before, strict=True):
        moved = ops.convert_to_numpy(weight) != old
        assert moved.all(), f"{case.id}: {weight.path} stood still"


@check("optimizer")
def check_optimizer_goes_on_after_loading(case):
    """A training out of a file ends where the one ends that went on in memory."""
    model = _model(case.build())
    _fit(model, 1)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.keras"
        model.save(path)
        loaded = keras.models.load_model(path)
    _fit(model)
    _fit(loaded)
    for one, other in zip(loaded.get_weights(), model.get_weights(), strict=True):
        message = f"{case.id}: goes on differently after loading"
        np.testing.assert_allclose(one, other, 1e-5, 1e-6, err_msg=message)


@check("optimizer")
def check_optimizer_in_half_precision(case):
    """Float16 outputs, loss scaling and bfloat16 weights add rounding alone."""
    scaled = keras.optimizers.LossScaleOptimizer(case.build(), 64.0)
    mixed, short = _model(scaled, "mixed_float16"), _model(case.build(), "bfloat16")
    exact = _model(case.build())
    for model in (mixed, short):
        model.set_weights(exact.get_weights())  # bfloat16 is drawn differently
        _fit(model)
    _fit(exact)
    for model in (mixed, short):
        for both in zip(model.weights, exact.weights, strict=True):
            pair = [ops.convert_to_numpy(ops.cast(w, "float32")) for w in both]
            message = f"{case.id}: {both[0].dtype} leads elsewhere"
            np.testing.assert_allclose(*pair, 0, 5e-2, err_msg=message)
