"""A training that is watched by TrainingMonitor."""

import copy
import pickle

import keras
import numpy as np
import pytest

from keras_nntricks import callbacks, monitors
from tests.callbacks.watched import (
    data,
    fit,
    network,
    rule,
    same_network,
    samples_above,
)

LOGS = {"gradient_norm", "update_ratio", "dead_units", "activation_std"}


@pytest.fixture
def rules(monkeypatch):
    """Puts rules in the place of those of the package."""

    def put(*rules):
        monkeypatch.setattr(monitors, "RULES", rules)

    return put


def monitor(**arguments):
    return callbacks.TrainingMonitor(**{"verbose": 0, **arguments})


def test_what_is_recorded_of_a_step_is_what_it_was():
    watch = monitor()
    history = fit(same_network(), watch, examples=4)
    record = watch.record
    # y = w1 + w2 = 2, error 1: the gradient is (2, 2), the step 0.125 * 2 for each.
    assert record.losses.tolist() == [1.0]
    norms = {"gradient_norm": 8**0.5, "weight_norm": 2**0.5, "update_norm": 0.125**0.5}
    for name, norm in norms.items():
        np.testing.assert_allclose(record.weight(name), [[norm]], rtol=1e-5)
    assert record.layer("mean").tolist() == [[2.0]]
    assert [stats["mean"].tolist() for stats in record.inputs.values()] == [[1.0, 1.0]]
    assert [stats["mean"].tolist() for stats in record.predictions.values()] == [[2.0]]
    assert history["gradient_norm"] == pytest.approx([8**0.5])
    assert history["update_ratio"] == pytest.approx([0.25])
    assert history["learning_rate"] == [0.125]


def test_the_first_steps_and_each_nth_of_a_fit_are_sampled():
    watch = monitor(every=5)
    fit(same_network(), watch, epochs=2)
    record = watch.record
    assert record.steps.tolist() == [0, 1, 2, 4, 5, 10, 15]
    assert record.sample_epochs.tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert record.epoch_ends.tolist() == [8, 16]


def test_each_epoch_has_all_logs_also_without_a_sample():
    history = fit(
        same_network(), monitor(), epochs=5, examples=8, validation_data=data(4)
    )
    assert set(history) >= LOGS | {"loss", "val_loss", "learning_rate"}
    assert {len(column) for column in history.values()} == {5}
    values = [value for column in history.values() for value in column]
    assert {type(value) for value in values} <= {float}


def test_record_of_epochs_holds_keras_logs_and_the_rate():
    watch = monitor()
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([8], [0.125, 0.0625])
    model = network(optimizer=keras.optimizers.SGD(schedule))
    history = fit(model, watch, epochs=2, validation_data=data(4))
    assert set(watch.record.epochs) == {"loss", "val_loss", "learning_rate"}
    assert watch.record.epochs["val_loss"].tolist() == history["val_loss"]
    assert history["learning_rate"] == [0.125, 0.0625]


def test_each_verdict_is_told_once(rules, capsys):
    rules(rule(samples_above, count=3))
    watch = callbacks.TrainingMonitor()
    fit(same_network(), watch, epochs=3)
    told = capsys.readouterr().out
    expected = (
        "TrainingMonitor: loss: It is so. Since step 4 (epoch 1): 3 samples. "
        "Try: Wait.\n"
    )
    assert told == expected
    assert [str(verdict) for verdict in watch.verdicts] == [expected.strip()[17:]]
    assert watch.record.verdicts == list(watch.verdicts)


def test_a_verdict_stands_clear_of_the_progress_bar(rules, capsys):
    rules(rule(samples_above, count=0))
    fit(same_network(), callbacks.TrainingMonitor(), verbose=1)
    lines = capsys.readouterr().out.splitlines()
    assert next(line for line in lines if "It is so" in line).startswith("Training")


def test_nothing_is_printed_on_request(rules, capsys):
    rules(rule(samples_above, count=3))
    watch = monitor()
    fit(same_network(), watch)
    assert capsys.readouterr().out == ""
    assert len(watch.verdicts) == 1


def test_a_rule_stops_the_training_in_mid_epoch(rules, capsys):
    rules(rule(samples_above, count=3), rule(samples_above, name="other", count=1))
    watch = callbacks.TrainingMonitor(every=1, stop_on=["at-once"])
    fit(same_network(), watch, epochs=3, examples=256)
    assert len(watch.record.epoch_numbers) == 1
    # Judged with eight samples, which are there when the ninth arrives.
    assert watch.record.epoch_ends.tolist() == [9]
    at_once, other = capsys.readouterr().out.splitlines()[::-1]
    assert at_once.endswith("Try: Wait. Training stops.")
    assert other.endswith("Try: Wait.")
    assert watch.aborted == str(watch.verdicts[-1])


def test_a_training_is_not_stopped_unless_asked(rules):
    rules(rule(samples_above, count=3))
    watch = monitor()
    fit(same_network(), watch, epochs=2)
    assert len(watch.record.epoch_numbers) == 2


def test_thresholds_of_the_monitor_replace_those_of_the_rule(rules):
    rules(rule(samples_above, count=3))
    watch = monitor(thresholds={"at-once": {"count": 5}})
    fit(same_network(), watch, epochs=2)
    assert watch.verdicts == ()
    assert [dict(r.thresholds) for r in watch.rules] == [{"count": 5}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"stop_on": ["plateau"]}, r"`stop_on` must be a list .*\['at-once'\]"),
        ({"thresholds": {"plateau": {}}}, r"names of rules, of \['at-once'\]"),
        ({"thresholds": {"at-once": {"size": 1}}}, r"with keys of \['count'\]"),
        ({"thresholds": {"at-once": {"count": "3"}}}, "a dict of dicts of numbers"),
        ({"thresholds": {"at-once": 3}}, r"with keys of \['count'\]"),
    ],
)
def test_unknown_names_are_refused(rules, arguments, message):
    rules(rule(samples_above, count=3))
    with pytest.raises(ValueError, match=message):
        monitor(**arguments)


def test_a_second_fit_begins_a_new_record():
    watch, model = monitor(), same_network()
    fit(model, watch)
    first = watch.record
    fit(model, watch)
    assert watch.record is not first
    assert watch.record.steps.tolist() == [0, 1, 2, 4]


def test_a_fit_that_goes_on_continues_the_record():
    watch, model = monitor(), same_network()
    fit(model, watch, epochs=2)
    fit(model, watch, epochs=3, initial_epoch=2)
    assert watch.record.steps.tolist() == [0, 1, 2, 4, 8, 16, 17, 18, 20]
    assert watch.record.epoch_ends.tolist() == [8, 16, 24]
    assert watch.record.epoch_numbers.tolist() == [0, 1, 2]
    fit(network(), watch, epochs=4, initial_epoch=3)
    assert watch.record.epoch_numbers.tolist() == [3]


class Breaks(keras.callbacks.Callback):
    """Raises in the second epoch, in the middle."""

    def __init__(self, error=OSError):
        super().__init__()
        self.error = error

    def on_train_begin(self, logs=None):
        self.batches = 0

    def on_train_batch_begin(self, batch, logs=None):
        self.batches += 1
        if self.batches == 12:
            raise self.error("broken")


def test_an_interrupt_leaves_the_record_and_a_model_that_works():
    watch, model = monitor(every=1), network()
    with pytest.raises(KeyboardInterrupt, match="broken"):
        fit(model, watch, Breaks(KeyboardInterrupt), epochs=3)
    assert watch.record.steps.tolist() == [*range(10)]
    assert watch.record.epoch_ends.tolist() == [8]
    fit(model, watch, epochs=2, initial_epoch=1)
    assert watch.record.epoch_numbers.tolist() == [1]
    plain = network()
    fit(model)
    fit(plain, epochs=1)
    assert sorted(vars(model)) == sorted(vars(plain))


def test_a_copy_takes_the_record_along_but_no_model(rules):
    rules(rule(samples_above, count=1))
    watch = monitor(every=3)
    fit(same_network(), watch)
    for twin in (copy.deepcopy(watch), pickle.loads(pickle.dumps(watch))):
        assert twin.verdicts == watch.verdicts
        assert twin.record.steps.tolist() == watch.record.steps.tolist()
        assert twin._model is None
        fit(same_network(), twin)
        assert twin.record.steps.tolist() == watch.record.steps.tolist()


def test_summary_is_a_table_of_the_verdicts(rules):
    rules(rule(samples_above, count=3))
    watch = monitor()
    assert str(watch) == "No training was watched yet."
    fit(same_network(), watch)
    assert str(watch) == watch.summary()
    assert "at-once: It is so." in watch.summary()
    assert watch.summary().endswith("\n(1 epochs, 4 steps sampled)")


def test_summary_says_that_nothing_was_found(rules):
    rules()
    watch = monitor()
    fit(same_network(), watch)
    assert watch.summary() == "No symptom found (1 epochs, 4 steps sampled)."


def batches(count):
    for _ in range(count):
        yield data(4)


def test_data_of_unknown_length():
    watch = monitor(every=5)
    with pytest.warns(UserWarning, match="ran out of data"):
        same_network().fit(batches(7), verbose=0, shuffle=False, callbacks=[watch])
    assert watch.record.steps.tolist() == [0, 1, 2, 4, 5]
    assert watch.record.epoch_ends.tolist() == [7]


def test_several_steps_in_an_execution():
    per_execution = 1 if keras.backend.backend() == "torch" else 3  # Keras refuses it
    watch = monitor()
    fit(network(steps_per_execution=per_execution), watch, epochs=2)
    assert watch.record.epoch_ends.tolist() == [8, 16]
    assert watch.record.sample_epochs.tolist()[-1] == 1


def test_two_monitors_at_once():
    often, seldom = monitor(every=2), monitor(every=4, histograms=True)
    fit(same_network(), often, seldom)
    assert often.record.steps.tolist() == [0, 1, 2, 4, 6]
    assert seldom.record.steps.tolist() == [0, 1, 2, 4]
    common = np.isin(often.record.steps, seldom.record.steps)
    np.testing.assert_array_equal(often.record.losses[common], seldom.record.losses)
    assert not often.record.histograms
    assert set(seldom.record.histograms) == {
        *("outputs", "weights", "gradients", "updates")
    }


def test_callbacks_of_keras_get_the_logs(tmp_path):
    early = keras.callbacks.EarlyStopping("update_ratio", patience=1, mode="max")
    table = keras.callbacks.CSVLogger(tmp_path / "log.csv")
    path = str(tmp_path / "{epoch}-{dead_units:.1f}.weights.h5")
    kept = keras.callbacks.ModelCheckpoint(path, save_weights_only=True)
    watch = monitor(every=1)
    history = fit(same_network(), watch, early, table, kept, epochs=9, examples=8)
    # The first step goes most of the way.
    assert len(history["loss"]) == 2
    head, *rows = (tmp_path / "log.csv").read_text().splitlines()
    assert set(head.split(",")) >= LOGS
    assert len(rows) == 2
    assert sorted(p.name for p in tmp_path.glob("*.h5")) == [
        *("1-0.0.weights.h5", "2-0.0.weights.h5")
    ]


def test_a_training_that_was_restored_is_recorded_from_its_epoch(tmp_path):
    kept = str(tmp_path / "backup")
    with pytest.raises(OSError, match="broken"):
        fit(network(), keras.callbacks.BackupAndRestore(kept), Breaks(), epochs=3)
    watch = monitor()
    restore = keras.callbacks.BackupAndRestore(kept)
    fit(network(), restore, watch, epochs=3)
    assert watch.record.epoch_numbers.tolist() == [1, 2]
    assert watch.record.sample_epochs.tolist() == [1, 1, 1, 1, 2]
