import copy
import math

import keras
import numpy as np
import pytest

from keras_nntricks import search
from keras_nntricks.search._cost_watch import CostWatch


def make_model(learning_rate=0.05):
    keras.utils.set_random_seed(3)
    layers = [keras.layers.Input((4,)), keras.layers.Dense(6, "tanh")]
    model = keras.Sequential([*layers, keras.layers.Dense(1)])
    jit = keras.backend.backend() == "jax"
    model.compile(keras.optimizers.SGD(learning_rate), "mse", jit_compile=jit)
    return model


def data(n=48):
    x = np.random.default_rng(0).normal(size=(n, 4)).astype("float32")
    return x, x.sum(axis=1, keepdims=True)


def fit(model, abort, epochs=3, **kwargs):
    x, y = data()
    settings = {"batch_size": 4, "verbose": 0, "callbacks": [abort], **kwargs}
    return model.fit(x, y, epochs=epochs, **settings)


def watched(costs, every=4, first=None, factor=3.0, epoch_length=None):
    """The step, from 1, at which a watch of costs step by step aborts, and why."""
    reasons = []
    watch = CostWatch(first, factor, every, 1, reasons.append)
    epoch_length = epoch_length or len(costs)
    for begin in range(0, len(costs), epoch_length):
        epoch = costs[begin : begin + epoch_length]
        watch.begin_epoch()
        for place in range(len(epoch)):
            watch.after_step(begin + place, {"loss": np.mean(epoch[: place + 1])})
            if reasons:
                return begin + place + 1, reasons[0]
        watch.end_epoch(np.mean(epoch))
    return len(costs), reasons[0] if reasons else None


def test_the_mean_of_a_block_is_compared_with_the_first_cost():
    # Blocks of 4: means 2, 5.9 and 6.5; the third block ends at step 12.
    costs = [2.0] * 4 + [5.9] * 4 + [6.5] * 4 + [0.0] * 4
    stopped, reason = watched(costs)
    assert stopped == 16
    assert reason == "the cost 6.5 at step 12 is above 3 times the first cost 2"


def test_one_high_step_is_smoothed_away():
    costs = [2.0, 2.0, 2.0, 2.0, 2.0, 15.0, 2.0, 2.0]
    assert watched(costs) == (8, None)
    assert watched(costs, every=1)[1] is not None


def test_the_mean_of_a_short_epoch_is_compared():
    costs = [1.0, 1.0, 4.0, 4.0]
    assert watched(costs, every=10, epoch_length=2) == (
        4,
        "the cost 4 at step 4 is above 3 times the first cost 1",
    )


def test_a_cost_that_is_not_finite_is_noticed_after_two_looks():
    costs = [1.0] * 5 + [math.nan] * 30
    stopped, reason = watched(costs, every=4)
    assert (stopped, reason) == (12, "the cost is not finite at step 8")


@pytest.mark.parametrize("factor", [3.0, None])
def test_no_limit_but_nan(factor):
    costs = [1.0] * 4 + [100.0] * 4
    assert (watched(costs, factor=factor)[1] is None) is (factor is None)
    assert watched([math.inf] * 3, factor=factor)[1] == (
        "the cost is not finite at step 1"
    )


def test_a_known_first_cost():
    assert watched([5.0] * 8, first=1.5)[1] is not None
    assert watched([5.0] * 8, first=2.0)[1] is None


def test_an_exploding_fit_is_stopped_in_its_first_epoch(capsys):
    abort = search.EarlyAbort(every=2)
    model = make_model(1e3)
    history = fit(model, abort, epochs=5)
    assert len(history.history["loss"]) == 1
    assert "cost" in abort.aborted
    assert f"EarlyAbort: {abort.aborted}. Training stops." in capsys.readouterr().out


def test_a_healthy_fit_is_the_same_as_without():
    abort, other, plain = search.EarlyAbort(), make_model(), make_model()
    fit(other, abort, shuffle=False)
    fit(plain, keras.callbacks.Callback(), shuffle=False)
    assert abort.aborted is None
    for weight, expected in zip(other.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, expected)
    assert type(other.train_function) is type(plain.train_function)


def test_no_step_waits_for_the_device():
    hooks = ("on_train_batch_end", "on_batch_end")
    for hook in hooks:
        own = getattr(search.EarlyAbort, hook)
        assert own is getattr(keras.callbacks.Callback, hook)


def test_a_training_that_goes_on_has_no_first_cost():
    x, y = data()
    model = make_model()
    model.fit(x, y, epochs=20, verbose=0)
    settings = {"initial_epoch": 20, "epochs": 22, "batch_size": 4}
    for baseline, stops in ((None, False), (1.0, True)):
        abort = search.EarlyAbort(verbose=0, baseline=baseline, every=2)
        # The targets are far off now: each cost is far above the one before.
        model.fit(x, y + 50, verbose=0, callbacks=[abort], **settings)
        assert (abort.aborted is not None) is stops
    abort = search.EarlyAbort(verbose=0)
    model.fit(x, y * np.nan, verbose=0, callbacks=[abort], **settings)
    assert "not finite" in abort.aborted


def others(*curves):
    return [{"val_loss": list(curve)} for curve in curves]


def test_behind_the_median_of_running_averages():
    # Averages over two epochs: 3, 2, 1.5; the median is 2.
    finished = others((4.0, 2.0, 1.0), (3.0, 1.0, 0.1), (2.0, 1.0, 0.5))
    abort = search.EarlyAbort(min_trials=3, factor=None)
    curve = {"loss": [1.0] * 3, "val_loss": [2.5, 2.2, 2.0]}
    assert abort.replay(curve, finished) == (
        2,
        "val_loss 2.2 is behind 2, the median of 3 finished trials after 2 epochs",
    )
    # As good as the median is not behind it.
    assert abort.replay({**curve, "val_loss": [2.0, 3.0, 3.0]}, finished)[0] == 3
    assert abort.replay(curve, finished[:2]) == (3, None)


def test_trials_that_did_not_get_so_far_are_not_counted():
    finished = others((1.0,), (1.0, 1.0), (1.0, None))
    abort = search.EarlyAbort(min_trials=2, grace=0)
    curve = {"loss": [1.0] * 2, "val_loss": [0.9, 5.0]}
    assert abort.replay(curve, finished) == (2, None)
    assert abort.replay({"loss": [1.0], "val_loss": [2.0]}, finished)[0] == 1


def test_higher_may_be_better():
    finished = [{"val_accuracy": [0.5, 0.6]}] * 2
    settings = {"monitor": "val_accuracy", "min_trials": 2, "grace": 0}
    curve = {"loss": [1.0] * 2, "val_accuracy": [0.5, 0.1]}
    # The best so far, 0.5, against the average 0.55.
    assert search.EarlyAbort(**settings).replay(curve, finished)[0] == 2
    flipped = search.EarlyAbort(mode="min", **settings)
    assert flipped.replay(curve, finished) == (2, None)


def test_replay_of_costs():
    abort = search.EarlyAbort(median=False)
    assert abort.replay({"loss": [1.0, 2.9, 3.1, 0.1]})[0] == 3
    assert abort.replay({"loss": [1.0, None]}) == (
        2,
        "the cost is not finite in epoch 1",
    )
    assert search.EarlyAbort(baseline=0.1).replay({"loss": [1.0]})[0] == 1


def test_a_fit_behind_the_median_is_stopped():
    abort = search.EarlyAbort(monitor="loss", min_trials=1, verbose=0)
    abort.set_search([{"loss": [1e-6] * 9}])
    history = fit(make_model(), abort, epochs=6)
    assert len(history.history["loss"]) == 2
    assert "behind" in abort.aborted
    # The next fit starts afresh, and one that goes on is not compared.
    abort.set_search([{"loss": [1e-6] * 9}], initial_epoch=2)
    assert len(fit(make_model(), abort, epochs=4).history["loss"]) == 4
    assert abort.aborted is None


def test_an_exception_leaves_nothing_behind():
    class Failing(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            raise RuntimeError("on purpose")

    model, abort = make_model(), search.EarlyAbort(verbose=0)
    x, y = data()
    with pytest.raises(RuntimeError, match="on purpose"):
        model.fit(x, y, verbose=0, callbacks=[abort, Failing()])
    fit(model, keras.callbacks.Callback(), epochs=1)
    fit(model, abort, epochs=1)
    assert abort.aborted is None


def test_a_copy_takes_the_reason_but_not_the_model():
    abort = search.EarlyAbort(every=2, verbose=0)
    model = make_model(1e3)
    fit(model, abort)
    copied = copy.deepcopy(abort)
    assert copied.aborted == abort.aborted is not None
    assert copied._model is None
    fit(make_model(), copied, epochs=1)
    assert copied.aborted is None


def test_config():
    abort = search.EarlyAbort(factor=5.0, monitor="val_accuracy", grace=2)
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(abort)
    )
    assert isinstance(again, search.EarlyAbort)
    assert again.get_config() == abort.get_config()
    assert again.factor == 5.0
    assert again.grace == 2


@pytest.mark.parametrize(
    "bad",
    [
        {"factor": 1.0},
        {"factor": math.nan},
        {"baseline": 0.0},
        {"every": 0},
        {"median": 1},
        {"monitor": ""},
        {"monitor": "val_score"},
        {"mode": "up"},
        {"min_trials": 0},
        {"grace": -1},
        {"verbose": True},
    ],
)
def test_bad_arguments(bad):
    name = "mode" if bad == {"monitor": "val_score"} else next(iter(bad))
    with pytest.raises(ValueError, match=f"`{name}` must be"):
        search.EarlyAbort(**bad)
