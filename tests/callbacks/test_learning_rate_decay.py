"""What all decays share, shown on exponential decay by steps and by epochs."""

import gc
import pickle
import weakref

import keras
import numpy as np
import pytest

from keras_nntricks.callbacks import ExponentialDecay
from tests.callbacks.used_rates import STEPS, fit, linear_loss, make_model

UNITS = ["epochs", "steps"]
RATE = 0.1


def formula(first_epoch, epochs, unit, start=0.5, steps=STEPS):
    time = np.arange(first_epoch * steps, epochs * steps).reshape(-1, steps)
    time = time if unit == "steps" else time // steps
    return start * np.exp(-RATE * time)


@pytest.mark.parametrize("unit", UNITS)
def test_the_argument_wins_over_the_rate_of_the_optimizer(unit):
    decay = ExponentialDecay(RATE, unit, initial_learning_rate=0.25)
    used, _ = fit(make_model(0.5), decay, epochs=2)
    np.testing.assert_allclose(used, formula(0, 2, unit, start=0.25), rtol=1e-5)


@pytest.mark.parametrize("unit", UNITS)
def test_time_starts_at_the_initial_epoch(unit):
    decay = ExponentialDecay(RATE, unit)
    used, _ = fit(make_model(), decay, epochs=5, initial_epoch=3)
    np.testing.assert_allclose(used, formula(3, 5, unit), rtol=1e-5)


@pytest.mark.parametrize("unit", UNITS)
def test_a_second_fit_starts_fresh(unit):
    model, decay = make_model(), ExponentialDecay(RATE, unit)
    first, _ = fit(model, decay, epochs=2)
    second, _ = fit(model, decay, epochs=2)
    np.testing.assert_allclose(first, formula(0, 2, unit), rtol=1e-5)
    np.testing.assert_allclose(second, formula(0, 2, unit), rtol=1e-5)


@pytest.mark.parametrize("unit", UNITS)
def test_a_rate_set_between_two_fits_is_the_new_start(unit):
    model, decay = make_model(), ExponentialDecay(RATE, unit)
    fit(model, decay, epochs=2)
    model.optimizer.learning_rate = 0.3
    used, _ = fit(model, decay, epochs=2)
    np.testing.assert_allclose(used, formula(0, 2, unit, start=0.3), rtol=1e-5)


def test_another_model_has_its_own_start():
    decay = ExponentialDecay(RATE)
    fit(make_model(0.5), decay, epochs=1)
    used, _ = fit(make_model(0.25), decay, epochs=2)
    np.testing.assert_allclose(used, formula(0, 2, "epochs", start=0.25), rtol=1e-5)


@pytest.mark.parametrize("unit", UNITS)
def test_each_of_two_models_keeps_its_start(unit):
    decay = ExponentialDecay(RATE, unit)
    starts = {0.5: make_model(0.5), 0.25: make_model(0.25)}
    for start in (0.5, 0.25, 0.5, 0.25):
        used, _ = fit(starts[start], decay, epochs=2)
        np.testing.assert_allclose(used, formula(0, 2, unit, start), rtol=1e-5)


def test_an_optimizer_is_not_kept_alive():
    model, decay = make_model(), ExponentialDecay(RATE)
    fit(model, decay, epochs=1)
    optimizer = weakref.ref(model.optimizer)
    decay.set_model(None)
    del model
    keras.backend.clear_session()
    gc.collect()
    assert optimizer() is None


def test_a_copy_is_as_good_as_new():
    model, decay = make_model(), ExponentialDecay(RATE)
    fit(model, decay, epochs=1)
    decay.set_model(None)
    copied = pickle.loads(pickle.dumps(decay))
    assert copied.get_config() == decay.get_config()
    used, _ = fit(make_model(0.25), copied, epochs=2)
    np.testing.assert_allclose(used, formula(0, 2, "epochs", start=0.25), rtol=1e-5)


@pytest.mark.parametrize("unit", UNITS)
def test_the_same_callback_goes_on_where_it_stopped(unit):
    model, decay = make_model(), ExponentialDecay(RATE, unit)
    fit(model, decay, epochs=2)
    used, _ = fit(model, decay, epochs=4, initial_epoch=2)
    np.testing.assert_allclose(used, formula(2, 4, unit), rtol=1e-5)


class _Interrupt(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        if batch == 2:
            raise KeyboardInterrupt


@pytest.mark.parametrize("unit", UNITS)
def test_an_interrupted_fit_is_remembered(unit):
    model, decay = make_model(), ExponentialDecay(RATE, unit)
    x, y = np.eye(STEPS), np.zeros((STEPS, 1))
    with pytest.raises(KeyboardInterrupt):
        model.fit(x, y, batch_size=1, verbose=0, callbacks=[decay, _Interrupt()])
    used, _ = fit(model, decay, epochs=2)
    np.testing.assert_allclose(used, formula(0, 2, unit), rtol=1e-5)


def saved_and_loaded(model, folder):
    path = str(folder / "model.keras")
    model.save(path)
    return keras.saving.load_model(path, custom_objects={"linear_loss": linear_loss})


@pytest.mark.parametrize("unit", UNITS)
def test_a_loaded_model_goes_on_from_the_given_start(unit, tmp_path):
    model = make_model()
    fit(model, ExponentialDecay(RATE, unit), epochs=2)
    loaded = saved_and_loaded(model, tmp_path)
    decay = ExponentialDecay(RATE, unit, initial_learning_rate=0.5)
    used, _ = fit(loaded, decay, epochs=4, initial_epoch=2)
    np.testing.assert_allclose(used, formula(2, 4, unit), rtol=1e-5)


@pytest.mark.parametrize("unit", UNITS)
def test_a_loaded_model_needs_the_start(unit, tmp_path):
    model = make_model()
    fit(model, ExponentialDecay(RATE, unit), epochs=2)
    loaded = saved_and_loaded(model, tmp_path)
    message = "`initial_learning_rate` must be a number when .* from epoch 2"
    with pytest.raises(ValueError, match=message):
        fit(loaded, ExponentialDecay(RATE, unit), epochs=4, initial_epoch=2)


@pytest.mark.parametrize("order", [1, -1])
def test_backup_and_restore_resumes_in_either_order(order, tmp_path):
    def train(epochs, stop):
        decay = ExponentialDecay(RATE, "steps", initial_learning_rate=0.5)
        backup = keras.callbacks.BackupAndRestore(tmp_path, delete_checkpoint=False)
        model = make_model()
        return fit(model, [decay, backup][::order], epochs=stop)

    train(4, stop=2)
    used, _ = train(4, stop=4)
    # The recorder's first difference also holds what the backup restored.
    np.testing.assert_allclose(used[1:], formula(3, 4, "steps"), rtol=1e-5)


def test_a_failed_resume_does_not_spoil_the_next_fit():
    model = make_model()
    fit(model, ExponentialDecay(RATE), epochs=1)
    decay = ExponentialDecay(RATE)
    with pytest.raises(ValueError, match="initial_learning_rate"):
        fit(model, decay, epochs=2, initial_epoch=1)
    model.optimizer.learning_rate = 0.5
    used, _ = fit(model, decay, epochs=2)
    np.testing.assert_allclose(used, formula(0, 2, "epochs"), rtol=1e-5)
