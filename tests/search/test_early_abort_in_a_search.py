"""Early abort among the trials of a search, on curves that are written down."""

import json
import math
import warnings

import keras
import pytest

from keras_nntricks import search
from keras_nntricks.search._abort_rules import of_cost


class Curves(search.RandomSearch):
    """Trial i trains along `curves[i]` until a callback stops it."""

    curves = ()

    def run_execution(self, trial, execution, *args, callbacks, **kwargs):
        model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1)])
        model.train_function = lambda state, iterator: {}  # As if in training.
        curve, known = self.curves[int(trial.trial_id)], {}
        told = keras.callbacks.CallbackList(callbacks, model=model)
        told.on_train_begin()
        for epoch in range(len(curve["loss"])):
            logs = {name: values[epoch] for name, values in curve.items()}
            logs = {name: value for name, value in logs.items() if value is not None}
            told.on_epoch_begin(epoch)
            told.on_epoch_end(epoch, logs)
            for name in curve:
                known.setdefault(name, []).append(logs.get(name))
            if getattr(model, "stop_training", False):
                break
        told.on_train_end()
        return known


def searched(folder, curves, abort):
    kwargs = {"directory": str(folder), "project_name": "p", "overwrite": True}
    tuner = Curves(
        lambda hp: hp.Float("rate", 0.0, 1.0), "loss", len(curves), seed=0, **kwargs
    )
    tuner.curves = curves
    tuner.search(verbose=0, callbacks=[abort])
    paths = sorted((folder / "p").glob("trial_*/record.json"))
    return [json.loads(path.read_text())["executions"][0] for path in paths]


def replayed(curves, abort):
    finished = []
    for curve in curves:
        epochs, reason = abort.replay(curve, finished)
        finished.append({log: values[:epochs] for log, values in curve.items()})
        yield epochs, reason is not None


def test_a_search_stops_what_its_replay_stops(tmp_path):
    levels = (1.0, 1.0, 5.0, 5.0, 2.0, 4.0)
    curves = [{"loss": [1.0] * 3, "val_loss": [level] * 3} for level in levels]
    curves.append({"loss": [1.0, math.nan, math.nan], "val_loss": [0.0] * 3})
    abort = search.EarlyAbort(min_trials=2, grace=0, verbose=0)
    entries = searched(tmp_path, curves, abort)
    found = [(len(e["history"]["loss"]), e["aborted"] is not None) for e in entries]
    assert found == list(replayed(curves, abort))
    # Beside two aborted ones, whose first epoch counts, the level 2 is not behind.
    assert [epochs for epochs, _ in found] == [3, 3, 1, 1, 2, 1, 2]


def test_validation_every_other_epoch(tmp_path):
    # Averages of the others at epochs 2 and 4: 1.5 and 1.25.
    others = [{"loss": [1.0] * 4, "val_loss": [None, 1.5, None, 1.0]}] * 2
    last = {"loss": [1.0] * 4, "val_loss": [None, 1.4, None, 1.3]}
    abort = search.EarlyAbort(min_trials=2, verbose=0)
    entry = searched(tmp_path, [*others, last], abort)[-1]
    assert "1.3 is behind 1.25, the median of 2" in entry["aborted"]


@pytest.mark.parametrize(
    ("settings", "later", "expected"),
    [({}, {}, 1), ({"median": False}, {}, 0), ({}, {"val_loss": [None, 1.0]}, 0)],
)
def test_a_metric_that_nobody_logs_is_warned_of(tmp_path, settings, later, expected):
    curves = [{"loss": [1.0, 1.0], **later}] * 2
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        searched(tmp_path, curves, search.EarlyAbort(verbose=0, **settings))
    own = [str(each.message) for each in caught if "EarlyAbort" in str(each.message)]
    assert len(own) == expected
    assert all("compares 'val_loss'" in message for message in own)


@pytest.mark.parametrize(
    ("cost", "first", "ends"),
    [
        *((-2.0, -2.0, False), (1.9, -2.0, False), (2.1, -2.0, True)),
        *((50.0, 0.0, False), (5.9, 2.0, False), (6.1, 2.0, True)),
    ],
)
def test_costs_that_may_be_negative(cost, first, ends):
    assert (of_cost(cost, first, 3.0, "now") is not None) is ends
    curve = {"loss": [first, cost]}
    abort = search.EarlyAbort(median=False)
    assert (abort.replay(curve)[1] is not None) is ends
