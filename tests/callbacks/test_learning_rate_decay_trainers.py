"""Decay with what a compiled model may have: schedules, wrappers, executions."""

import keras
import numpy as np
import pytest

from keras_nntricks.callbacks import ExponentialDecay, InverseTimeDecay, StepDecay
from tests.callbacks.used_rates import STEPS, fit, linear_loss, make_model

RATE = 0.1


def by_step(epochs, steps=STEPS, start=0.5):
    return start * np.exp(-RATE * np.arange(epochs * steps).reshape(epochs, steps))


@pytest.mark.parametrize(
    "learning_rate",
    [keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9), lambda: 0.1],
)
@pytest.mark.parametrize(
    "decay", [StepDecay(every=2), ExponentialDecay(0.1), InverseTimeDecay(0.1)]
)
def test_an_optimizer_with_a_schedule_is_refused(learning_rate, decay):
    model = make_model()
    model.compile(keras.optimizers.SGD(learning_rate), linear_loss)
    name = type(decay).__name__
    message = f"`optimizer` must be .* number, for {name} to set it.*optimizer='SGD'"
    with pytest.raises(ValueError, match=message):
        fit(model, decay, epochs=1)


def test_a_model_without_an_optimizer_is_refused():
    model = make_model()
    model.compile(None, linear_loss)
    decay = StepDecay(every=2)
    decay.set_model(model)
    with pytest.raises(ValueError, match="Received: optimizer=None"):
        decay.on_train_begin()


def test_the_loss_scale_optimizer_passes_the_rate_on():
    model = make_model(0.5, dtype="mixed_float16")
    model.compile(
        keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.5), 64.0),
        linear_loss,
    )
    used, logged = fit(model, ExponentialDecay(RATE, "steps"), epochs=2)
    np.testing.assert_allclose(used, by_step(2), rtol=1e-5)
    np.testing.assert_allclose(logged, by_step(2)[:, -1], rtol=1e-6)


def test_an_execution_of_several_steps_has_the_rate_of_its_first():
    model = make_model(steps=5, steps_per_execution=2)
    decay = ExponentialDecay(RATE, "steps")
    if keras.backend.backend() == "torch":
        with pytest.raises(ValueError, match="steps_per_execution"):
            fit(model, decay, epochs=2, steps=5)
        return
    used, _ = fit(model, decay, epochs=2, steps=5)
    # The fifth step of an epoch is an execution of its own: it is not counted twice.
    first = np.array([[0, 0, 2, 2, 4], [5, 5, 7, 7, 9]])
    np.testing.assert_allclose(used, 0.5 * np.exp(-RATE * first), rtol=1e-5)


def test_each_batch_is_a_step_under_gradient_accumulation():
    model = make_model()
    optimizer = keras.optimizers.SGD(0.5, gradient_accumulation_steps=2)
    model.compile(optimizer, linear_loss)
    used, _ = fit(model, ExponentialDecay(RATE, "steps"), epochs=2)
    # Batches 1 and 3 of an epoch update, with the mean gradient of two batches.
    time = np.array([[1, 1, 3, 3], [5, 5, 7, 7]])
    np.testing.assert_allclose(used, 0.5 * np.exp(-RATE * time) / 2, rtol=1e-5)


@pytest.mark.parametrize("jit_compile", [True, False])
def test_jit_does_not_freeze_the_rate(jit_compile):
    if keras.backend.backend() == "torch" and jit_compile:
        jit_compile = "auto"
    model = make_model(jit_compile=jit_compile)
    used, _ = fit(model, ExponentialDecay(RATE, "steps"), epochs=2)
    np.testing.assert_allclose(used, by_step(2), rtol=1e-5)


def rows(times):
    for _ in range(times):
        for row in np.eye(STEPS, dtype="float32"):
            yield row[None], np.zeros((1, 1), "float32")


def test_an_endless_generator_counts_its_steps():
    decay = ExponentialDecay(RATE, "steps", initial_learning_rate=0.5)
    data = {"x": rows(times=9), "y": None, "batch_size": None}
    used, _ = fit(
        make_model(), decay, 3, initial_epoch=1, steps_per_epoch=STEPS, **data
    )
    np.testing.assert_allclose(used, by_step(3)[1:], rtol=1e-5)


def unknown_length():
    import tensorflow as tf

    signature = (tf.TensorSpec((1, STEPS)), tf.TensorSpec((1, 1)))
    stream = tf.data.Dataset.from_generator(
        lambda: rows(times=1), output_signature=signature
    )
    return {"x": stream, "y": None, "batch_size": None}


@pytest.mark.filterwarnings("ignore:Your input ran out of data:UserWarning")
def test_data_of_unknown_length_are_counted():
    decay = ExponentialDecay(RATE, "steps")
    used, _ = fit(make_model(), decay, 3, **unknown_length())
    np.testing.assert_allclose(used, by_step(3), rtol=1e-5)


def test_data_of_unknown_length_cannot_tell_where_a_resumed_training_is():
    decay = ExponentialDecay(RATE, "steps")
    with pytest.raises(ValueError, match="`steps_per_epoch` must be given to `fit`"):
        fit(make_model(), decay, 3, initial_epoch=1, **unknown_length())


def test_validation_does_not_move_the_time():
    data = (np.eye(STEPS), np.zeros((STEPS, 1)))
    decay = ExponentialDecay(RATE, "steps")
    used, _ = fit(make_model(), decay, epochs=2, validation_data=data)
    np.testing.assert_allclose(used, by_step(2), rtol=1e-5)


def test_a_rate_lowered_by_another_callback_is_set_again_at_the_next_epoch():
    class Lower(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.optimizer.learning_rate = 0.001

    decay = [StepDecay(every=10), Lower()]
    used, _ = fit(make_model(), decay, epochs=2)
    np.testing.assert_allclose(used, 0.5, rtol=1e-6)
