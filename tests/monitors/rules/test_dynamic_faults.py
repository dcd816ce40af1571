"""Faults and healthy trainings of a network in NumPy."""

import pytest

from keras_nntricks.monitors import diagnose
from tests.monitors.rules.numpy_training import Training


def _scale(at, factor):
    def damage(kernels, biases):
        kernels[at] *= factor

    return damage


def _scale_hidden(factor):
    def damage(kernels, biases):
        for kernel in kernels[:-1]:
            kernel *= factor

    return damage


def _shift_bias(at, shift):
    def damage(kernels, biases):
        biases[at] += shift

    return damage


def _zero(kernels, biases):
    for kernel in kernels:
        kernel *= 0


def _shuffle(rng, labels):
    return rng.permutation(labels)


CONSEQUENCES = {"vanishing-gradients": {"collapsed-outputs"}}
DEEP = (32,) * 8
FAULTS = {
    "rate": ({"rate": 30.0}, "learning-rate-too-high", "learning rate"),
    "rate of adam": (
        {"optimizer": "adam", "rate": 1.0},
        "learning-rate-too-high",
        "learning rate",
    ),
    "rate and momentum": (
        {"optimizer": "momentum", "rate": 0.6},
        "learning-rate-too-high",
        "learning rate",
    ),
    "no rate": ({"rate": 1e-5}, "learning-rate-too-low", "learning rate"),
    "no rate of adam": (
        {"optimizer": "adam", "rate": 3e-7},
        "learning-rate-too-low",
        "learning rate",
    ),
    "dead first": ({"damage": _shift_bias(0, -10)}, "dead-units", "hidden_0"),
    "dead second": ({"damage": _shift_bias(1, -10)}, "dead-units", "hidden_1"),
    "saturated": (
        {"activation": "tanh", "damage": _scale(1, 30)},
        "saturated-units",
        "hidden_1",
    ),
    "zeros": (
        {"activation": "tanh", "damage": _zero},
        "collapsed-outputs",
        "hidden_0",
    ),
    "large": ({"damage": _scale(1, 20)}, "exploding-gradients", "hidden_1"),
    "large first": ({"damage": _scale(0, 20)}, "exploding-gradients", "hidden_0"),
    "small": (
        {"damage": _scale(1, 0.01), "rate": 1e-3},
        "vanishing-gradients",
        "hidden_1",
    ),
    "all small": (
        {"widths": DEEP, "damage": _scale_hidden(0.1)},
        "vanishing-gradients",
        "hidden_0",
    ),
    "deep sigmoid": (
        {"widths": DEEP, "activation": "sigmoid"},
        "vanishing-gradients",
        "hidden_0",
    ),
    "gradient cut": (
        {"widths": (32, 32, 32), "blocked": 2},
        "weights-not-updated",
        "hidden_1",
    ),
    "shuffled": ({"labels": _shuffle}, "labels-unrelated", "val_loss"),
    "by heart": (
        {
            "examples": 64,
            "noise": 2.5,
            "widths": (64,),
            "optimizer": "adam",
            "rate": 1e-2,
            "epochs": 30,
        },
        "overfitting",
        "val_loss",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_place_and_nothing_else_is(fault):
    arguments, rule, where = FAULTS[fault]
    verdicts = diagnose(Training(**arguments).record())
    named = {verdict.rule: verdict.where for verdict in verdicts}
    assert named.pop(rule) == where
    # A signal that vanishes ends as one that is the same for all examples.
    assert set(named) <= CONSEQUENCES.get(rule, set())


def test_a_lost_loss_and_its_cause_are_both_named():
    training = Training(widths=DEEP, damage=_scale_hidden(3))
    verdicts = diagnose(training.record())
    assert {verdict.rule for verdict in verdicts} == {
        "loss-not-finite",
        "exploding-gradients",
    }


def _warm_up(step):
    return 0.1 * min(step / 200, 1)


def _restarts(step):
    return 0.2 * (1 - step % 64 / 64)


HEALTHY = {
    "sgd": {},
    "small batches": {"batch_size": 8, "rate": 0.03, "epochs": 3},
    "large batches": {"batch_size": 128, "rate": 0.2, "epochs": 20},
    "momentum": {"optimizer": "momentum", "rate": 0.03},
    "adam": {"optimizer": "adam", "rate": 3e-3},
    "fast adam": {"optimizer": "adam", "rate": 2e-2},
    "deep": {"widths": (32,) * 5, "optimizer": "adam", "rate": 2e-3},
    "tanh": {"activation": "tanh"},
    "sigmoid": {"activation": "sigmoid", "optimizer": "adam", "rate": 1e-2},
    "warm-up": {"rate_at": _warm_up, "epochs": 16},
    "warm restarts": {"rate_at": _restarts, "epochs": 16},
    "noisy": {"noise": 2.0},
    "two classes": {"classes": 2},
    "ten classes": {"classes": 10, "optimizer": "adam", "rate": 3e-3},
    "converged": {"noise": 0.2, "epochs": 40},
    "zero head": {"damage": _scale(-1, 0.0)},
    "one epoch": {"epochs": 1},
    "every step": {"every": 1, "epochs": 2},
}


@pytest.mark.parametrize("healthy", HEALTHY)
@pytest.mark.parametrize("seed", range(2))
def test_a_healthy_training_gets_no_alarm_at_any_time(healthy, seed):
    training = Training(seed=seed, **HEALTHY[healthy])
    alarms = []
    record = training.record(lambda record: alarms.extend(diagnose(record)))
    assert record.epochs["loss"][-1] < record.losses[0]
    assert [str(alarm) for alarm in alarms] == []
