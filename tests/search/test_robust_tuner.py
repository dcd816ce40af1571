"""Trainings within a search: seeds, optimizers, records, models, callbacks."""

import gc
import sys
import threading
import weakref

import keras
import keras_tuner
import numpy as np
import pytest

from keras_nntricks import monitors, search
from keras_nntricks.search._trial_record import read_record
from tests.search.scripted import Scripted, trials_of

X = np.random.default_rng(0).normal(size=(16, 4)).astype("float32")
Y = np.sin(X.sum(axis=1, keepdims=True))
DATA = {"epochs": 2, "verbose": 0, "validation_data": (X, Y)}


def _build(hp):
    rate = hp.Float("rate", 1e-3, 1e-1, sampling="log")
    layers = [keras.layers.Dense(3, activation="tanh"), keras.layers.Dropout(0.5)]
    model = keras.Sequential([keras.Input((4,)), *layers, keras.layers.Dense(1)])
    schedule = keras.optimizers.schedules.ExponentialDecay(rate, 4, 0.5)
    model.compile(keras.optimizers.Adam(schedule), "mse", run_eagerly=True)
    return model


class Steps(keras.callbacks.Callback):
    """The steps that the optimizer had made when each training began."""

    found = ()

    def on_train_begin(self, logs=None):
        steps = int(keras.ops.convert_to_numpy(self.model.optimizer.iterations))
        Steps.found += (steps,)


@pytest.fixture
def no_tensorboard(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    monkeypatch.setitem(sys.modules, "tensorboard.plugins", None)


def _search(folder, seed):
    settings = {"max_trials": 1, "seed": seed, "executions_per_trial": 2}
    tuner = search.RandomSearch(_build, "val_loss", directory=folder, **settings)
    tuner.search(X, Y, **DATA)
    (trial,) = trials_of(tuner)
    assert trial.status == "COMPLETED"
    return trial, read_record(tuner.get_trial_dir(trial.trial_id))


def test_a_search_repeats_and_is_recorded(tmp_path, no_tensorboard):
    trial, record = _search(tmp_path / "a", 0)
    keras.utils.set_random_seed(99)
    _, again = _search(tmp_path / "b", 0)
    first, second = record["executions"]
    assert first["history"] != second["history"]
    assert first["seed"] != second["seed"]
    for one, other in zip(record["executions"], again["executions"], strict=True):
        assert one["history"] == other["history"]
    assert set(first["history"]) == {"loss", "val_loss"}
    best = [min(execution["history"]["val_loss"]) for execution in record["executions"]]
    assert trial.score == pytest.approx(np.mean(best))
    assert record["stage"] is None
    assert first["aborted"] is None


def test_hyperband_goes_on_with_its_optimizer(tmp_path):
    Steps.found = ()
    tuner = search.Hyperband(_build, "val_loss", 2, 2, seed=0, directory=tmp_path)
    tuner.search(X, Y, callbacks=[Steps()], batch_size=4, **DATA)
    begun = [t.hyperparameters.values["tuner/initial_epoch"] for t in trials_of(tuner)]
    assert 1 in begun
    # Four steps per epoch.
    assert Steps.found == tuple(4 * epoch for epoch in begun)
    # A warning, as of an optimizer whose state is not loaded, is an error here.
    (model,) = tuner.get_best_models()
    score = tuner.oracle.get_best_trials()[0].score
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(score, rel=1e-4)
    assert int(keras.ops.convert_to_numpy(model.optimizer.iterations)) >= 4


class Seen(Scripted):
    """Notes the dtype policy and who is still alive when a model is built."""

    def __init__(self, results):
        super().__init__(results)
        self.models = []
        self.policies = []
        self.alive = []

    def build(self, hp):
        gc.collect()
        self.policies.append(keras.config.dtype_policy().name)
        self.alive.append(sum(ref() is not None for ref in self.models))
        model = super().build(hp)
        self.models.append(weakref.ref(model))
        return model


def test_the_policy_stays_and_models_do_not(tmp_path):
    keras.config.set_dtype_policy("mixed_bfloat16")
    seen = Seen([0.3, 0.2, 0.1, 0.0])
    tuner = search.RandomSearch(seen, max_trials=4, seed=1, directory=tmp_path)
    tuner.search(verbose=0)
    assert set(seen.policies) == {"mixed_bfloat16"}
    assert max(seen.alive) <= 1


class TensorBoard(keras.callbacks.Callback):
    """Named as the one of Keras, which needs TensorFlow to be made."""

    log_dir = "logs"


def test_each_execution_has_a_folder_for_tensorboard(tmp_path, no_tensorboard):
    scripted = Scripted([0.3, 0.2])
    tuner = search.RandomSearch(scripted, max_trials=2, seed=1, directory=tmp_path)
    if keras.backend.backend() == "tensorflow":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("importlib.util.find_spec", lambda name: None)
            tuner.search(verbose=0, callbacks=[TensorBoard()])
    else:
        tuner.search(verbose=0, callbacks=[TensorBoard()])
    folders = [kwargs["callbacks"][0].log_dir for kwargs in scripted.seen]
    assert len({str(folder) for folder in folders}) == 2


class Locked(keras.callbacks.Callback):
    """Cannot be copied."""

    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()


def test_a_callback_that_cannot_be_copied_is_refused_before_the_first_trial(tmp_path):
    tuner = search.RandomSearch(Scripted([1.0]), max_trials=1, directory=tmp_path)
    with pytest.raises(ValueError, match="The callback Locked cannot be copied"):
        tuner.search(verbose=0, callbacks=[Locked()])
    assert not tuner.oracle.trials


class Stopper(keras.callbacks.Callback):
    """Says why it stopped; has verdicts; is told of the search."""

    verdicts = (monitors.Verdict("rule", "Sick.", "loss", 1, 0, "9", "Rest."),)
    told = ()

    def __init__(self, aborted):
        super().__init__()
        self.aborted = aborted

    def set_search(self, histories, initial_epoch):
        Stopper.told += ((histories, initial_epoch),)


def test_what_callbacks_tell_is_recorded_with_the_trial(tmp_path):
    Stopper.told = ()
    results = [{"loss": [2.0, 1.0]}, {"loss": [3.0, float("nan"), 0.5]}]
    tuner = search.RandomSearch(
        Scripted(results), "loss", max_trials=2, seed=1, directory=tmp_path
    )
    callbacks = [Stopper(None)]
    tuner.search(verbose=0, callbacks=callbacks)
    assert Stopper.told == (([], 0), ([{"loss": [2.0, 1.0]}], 0))
    record = read_record(tuner.get_trial_dir("1"))
    assert record["executions"][0]["history"]["loss"] == [3.0, None, 0.5]
    (verdict,) = record["executions"][0]["verdicts"]
    assert verdict["rule"] == "rule"
    assert verdict["message"] == str(Stopper.verdicts[0])


def test_what_callbacks_tell_of_a_trial_that_raised_is_recorded(tmp_path):
    results = [RuntimeError("boom"), {"loss": [2.0, 1.0]}]
    tuner = search.RandomSearch(
        Scripted(results), "loss", max_trials=2, seed=1, directory=tmp_path
    )
    tuner.search(verbose=0, callbacks=[Stopper(None)])
    records = [read_record(tuner.get_trial_dir(name)) for name in "01"]
    assert [record["status"] for record in records] == ["FAILED", "COMPLETED"]
    (raised,), (sound,) = (record["executions"] for record in records)
    assert [raised["aborted"], sound["aborted"]] == ["RuntimeError: boom", None]
    assert raised["verdicts"][0]["message"] == str(Stopper.verdicts[0])


def test_a_callback_can_abort_a_trial(tmp_path):
    results = [{"loss": [2.0, 1.0]}, {"loss": [0.1]}]

    class Choosy(Scripted):
        def fit(self, hp, model, *args, callbacks, **kwargs):
            callbacks[0].aborted = "too slow" if len(self.results) == 1 else None
            return super().fit(hp, model)

    tuner = search.RandomSearch(
        Choosy(results), "loss", max_trials=2, seed=1, directory=tmp_path
    )
    tuner.search(verbose=0, callbacks=[Stopper(None)])
    kept, aborted = trials_of(tuner)
    assert aborted.status == "COMPLETED"
    assert aborted.score > kept.score == 1.0
    assert aborted.metrics.get_best_value("aborted") == 1.0
    record = read_record(tuner.get_trial_dir("1"))
    assert record["executions"][0]["aborted"] == "too slow"


class Counting(search.RobustTuner, keras_tuner.RandomSearch):
    """Overrides the hooks of Keras Tuner."""

    batches = 0

    def on_batch_end(self, trial, model, batch, logs=None):
        self.batches += 1


def test_hooks_of_batches_are_called_if_they_are_there(tmp_path):
    tuner = Counting(_build, "val_loss", 1, seed=1, directory=tmp_path)
    tuner.search(X, Y, batch_size=4, **DATA)
    assert tuner.batches == 8
