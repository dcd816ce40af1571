"""The monitors that look at one thing each."""

import numpy as np
import pytest

from keras_nntricks import callbacks, monitors
from tests.callbacks.watched import data, fit, rule, same_network

SINGLE = {
    callbacks.DeadUnitMonitor: {"outputs"},
    callbacks.ActivationMonitor: {"outputs"},
    callbacks.GradientMonitor: {"weights"},
    callbacks.UpdateRatioMonitor: {"weights"},
    callbacks.LossMonitor: {"batch"},
}


@pytest.mark.parametrize("kind", [*SINGLE, callbacks.OverfittingMonitor])
def test_its_rules_exist_and_find_what_they_need(kind):
    rules = {rule.name: rule for rule in kind(verbose=0).rules}
    assert set(rules) == set(kind.rule_names)
    assert all(rule.needs <= kind.parts for rule in rules.values())


@pytest.mark.parametrize("kind", SINGLE)
def test_only_what_it_needs_is_sampled(kind):
    monitor = kind(every=4, verbose=0)
    fit(same_network(), monitor, examples=16)
    record = monitor.record
    assert record.steps.tolist() == [0, 1, 2]
    assert record.losses[0] == 1.0
    assert bool(record.layer_paths) == ("outputs" in SINGLE[kind])
    assert bool(record.weight_paths) == ("weights" in SINGLE[kind])
    assert bool(record.targets) == ("batch" in SINGLE[kind])


@pytest.mark.parametrize(
    ("kind", "log", "value"),
    [
        # y = w1 + w2 = 2 at a target of 1: the gradient is (2, 2), the rate 0.125.
        (callbacks.GradientMonitor, "gradient_norm", 8**0.5),
        (callbacks.UpdateRatioMonitor, "update_ratio", 0.25),
        (callbacks.ActivationMonitor, "activation_std", 0.0),
        (callbacks.DeadUnitMonitor, "dead_units", 0.0),
    ],
)
def test_the_log_of_each(kind, log, value):
    history = fit(same_network(), kind(verbose=0), examples=4)
    assert history.keys() == {"loss", log}
    np.testing.assert_allclose(history[log], [value], rtol=1e-6)


def test_loss_monitor_samples_losses_not_running_means():
    monitor = callbacks.LossMonitor(every=1, verbose=0)
    history = fit(same_network(), monitor, examples=12)
    # A step of (0.25, 0.25) halves the error: losses 1, 1/4, 1/16.
    np.testing.assert_allclose(monitor.record.losses, [1, 0.25, 0.0625], rtol=1e-6)
    np.testing.assert_allclose(history["loss"], [1.3125 / 3], rtol=1e-6)


def test_overfitting_monitor_samples_nothing():
    monitor = callbacks.OverfittingMonitor(verbose=0)
    x, y = data()
    history = fit(same_network(), monitor, epochs=2, validation_data=(x, y + 1))
    assert len(monitor.record.steps) == 0
    assert monitor.record.epoch_ends.tolist() == [8, 16]
    gap = np.subtract(history["val_loss"], history["loss"])
    np.testing.assert_allclose(history["generalization_gap"], gap, rtol=1e-6)


def test_no_gap_without_validation_data():
    history = fit(same_network(), callbacks.OverfittingMonitor(verbose=0))
    assert history.keys() == {"loss"}


def test_a_gap_that_grows_is_told_of_and_stops_the_training():
    monitor = callbacks.OverfittingMonitor(verbose=0, stop_on=["overfitting"])
    # The answers go from 2 to 1, away from the 3 that validation asks for.
    other = data(4)[0], data(4)[1] + 2
    arguments = {"batch_size": 32, "epochs": 20, "validation_data": other}
    history = fit(same_network(), monitor, **arguments)
    assert [verdict.rule for verdict in monitor.verdicts] == ["overfitting"]
    assert len(history["loss"]) < 20


def test_rules_of_epochs_see_the_logs(monkeypatch):
    def falls(record):
        if record.epochs["loss"][-1] < record.epochs["loss"][0]:
            yield monitors.Finding("loss", int(record.epoch_ends[0]), "lower")

    rules = (rule(falls, name="overfitting", needs=["epochs"]),)
    monkeypatch.setattr(monitors, "RULES", rules)
    monitor = callbacks.OverfittingMonitor(verbose=0)
    fit(same_network(), monitor, epochs=2)
    assert [(v.where, v.step, v.epoch) for v in monitor.verdicts] == [("loss", 8, 1)]
