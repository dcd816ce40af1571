"""A training that breaks off leaves a model that can be used, and nothing of ours."""

import gc
import weakref

import keras
import pytest

from tests.taps.situations import X, Y, plain_fit, small
from tests.taps.watchers import Watcher, attributes

BREAKS = [RuntimeError, KeyboardInterrupt]


def _trained():
    model = small()
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    plain_fit(model, [])
    return model


@pytest.fixture(scope="module")
def model():
    """Breaks off again and again."""
    return _trained()


class _BreakingWatcher(Watcher):
    """Raises in the middle of an epoch, from inside of the step."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def wants(self, step):
        if step == 1:
            raise self.error("stop")
        return True


class _Breaking(keras.callbacks.Callback):
    """Raises in one of Keras's hooks."""

    def __init__(self, hook, error):
        super().__init__()

        def stop(*args, **kwargs):
            raise error("stop")

        setattr(self, hook, stop)


@pytest.mark.parametrize("error", BREAKS)
def test_an_error_in_a_step_leaves_nothing(error, model):
    function, before = model.train_function, attributes(model)
    with pytest.raises(error, match="stop"):
        plain_fit(model, [_BreakingWatcher(error)])
    assert model.train_function is function
    assert attributes(model) == before
    plain_fit(model, [])
    model.evaluate(X, Y, verbose=0)


@pytest.mark.parametrize("error", BREAKS)
@pytest.mark.parametrize("hook", ["on_train_begin", "on_epoch_begin", "on_epoch_end"])
def test_an_error_in_another_callback_is_forgotten_by_the_next_fit(hook, error, model):
    watcher = Watcher()
    function, before = model.train_function, attributes(model)
    with pytest.raises(error, match="stop"):
        plain_fit(model, [watcher, _Breaking(hook, error)])
    assert attributes(model) == before
    seen = len(watcher.samples)
    plain_fit(model, [])
    assert model.train_function is function
    assert len(watcher.samples) == seen
    again = Watcher()
    plain_fit(model, [again], epochs=1)
    assert again.steps == [0]
    assert model.train_function is function


def test_the_model_is_not_kept_alive():
    model = _trained()
    plain_fit(model, [Watcher()])
    alive = weakref.ref(model)
    del model
    keras.backend.clear_session()
    gc.collect()
    assert alive() is None
