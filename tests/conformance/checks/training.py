"""One step of `fit`, compiled in each way."""

import warnings

import keras
import numpy as np

from tests.backends import to_numpy
from tests.conformance.models import assert_close, feed, trainable
from tests.conformance.registry import check

BATCH = 64


@check("layer")
def check_one_step_moves_every_weight(case):
    """The loss is finite; each entry of each weight, also of those before, moves."""
    # JAX compiles a step as a whole sooner than its operations one by one.
    jit_compile = keras.backend.backend() == "jax"
    model, inputs = trainable(case, jit_compile=jit_compile), feed(case, BATCH)
    targets = feed(case, BATCH, seed=1).reshape(BATCH, -1)[:, :1]
    before = [to_numpy(weight) for weight in model.trainable_weights]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Gradients do not exist")
        history = model.fit(inputs, targets, batch_size=BATCH, verbose=0).history
    assert np.isfinite(history["loss"][0]), f"{case.id}: the loss is {history}"
    for weight, old in zip(model.trainable_weights, before, strict=True):
        moved = to_numpy(weight) != old
        assert moved.all(), (
            f"{case.id}: {weight.path} stood still ({moved.mean():.0%} moved)"
        )


def _compiles_to_the_same(case):
    """Compilers have generators of their own, so random layers give other values."""
    return not case.traits & {"jit_in_another_case", "random"}


@check("layer", when=_compiles_to_the_same)
def check_jit_compile_changes_nothing(case):
    """The same loss and the same outputs after a step with and without jit."""
    inputs = feed(case, 8)
    targets = inputs.reshape(8, -1)[:, :1]
    results = []
    for jit in (False, True):
        model = trainable(case, jit_compile=jit)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # compilers warn about themselves
            loss = model.train_on_batch(inputs, targets)
        results.append((float(loss), to_numpy(model(inputs, training=False))))
    message = f"{case.id}: jit_compile=True differs"
    assert_close(results[1][0], results[0][0], message, 1e-4, 1e-5)
    assert_close(results[1][1], results[0][1], message, 1e-4, 1e-4)
