"""Each check accepts the sound model and finds the fault that it is there for."""

import keras
import numpy as np
import pytest

from keras_nntricks import checks
from tests.checks.small import (
    CLASSES,
    Blind,
    Deaf,
    Forgetful,
    classifier,
    compiled,
    labelled,
    own_loss,
)

X, Y = labelled()


@pytest.mark.parametrize(
    "check",
    [
        checks.shapes,
        checks.data_statistics,
        checks.labels_and_loss,
        checks.initial_loss,
        checks.dead_units,
        checks.gradient_check,
    ],
)
def test_the_sound_model_passes(check):
    result = check(classifier(), X, Y)
    assert result.status == "ok", str(result)


def test_logits_ten_times_too_large_raise_the_first_loss():
    large = keras.initializers.RandomNormal(stddev=20.0, seed=1)
    last = keras.layers.Dense(CLASSES, kernel_initializer=large, activation="softmax")
    result = checks.initial_loss(classifier(last=last), X, Y)
    assert result.status == "failed"
    assert result.numbers["low"] == pytest.approx(np.log(CLASSES), rel=1e-4)
    assert result.numbers["loss"] > 2 * result.numbers["high"]


def test_the_first_loss_of_a_last_layer_of_zeros_is_the_theory():
    last = keras.layers.Dense(CLASSES, kernel_initializer="zeros", activation="softmax")
    result = checks.initial_loss(classifier(last=last), X, Y)
    assert result.numbers["loss"] == pytest.approx(np.log(CLASSES), rel=1e-5)


def test_a_trained_model_is_not_judged_by_its_first_loss():
    model = classifier()
    model.optimizer.iterations.assign(5)
    assert checks.initial_loss(model, X, Y).status == "not run"


def test_raw_inputs_are_found():
    result = checks.data_statistics(classifier(), 255 * np.abs(X), Y)
    assert result.status == "failed"
    assert set(result.numbers["rules"]) <= {"inputs-not-centred", "inputs-not-scaled"}


def test_inputs_that_are_not_finite_are_found():
    x = X.copy()
    x[3, 1] = np.nan
    result = checks.data_statistics(classifier(), x, Y)
    assert "inputs-not-finite" in result.numbers["rules"]


def test_labels_from_one_are_found():
    # Integers out of range raise on some backends: that is found as well.
    report = checks.preflight(
        classifier(), X, Y + 1, skip=["overfit_batch", "learning_rate_range"]
    )
    assert report["labels_and_loss"].status == "failed"
    assert report.exit_status == 1


def test_softmax_of_one_unit_is_found():
    last = keras.layers.Dense(1, activation="softmax")
    model = classifier(last=last, loss="binary_crossentropy")
    result = checks.labels_and_loss(model, X, (Y[:, None] > 0).astype("float32"))
    assert result.numbers["rules"] == ("softmax-of-one-unit",)


def test_half_a_gradient_is_found_in_its_weight():
    model = classifier(last=Deaf(CLASSES, activation=None, name="deaf"), loss="mse")
    result = checks.gradient_check(model, X, np.eye(CLASSES)[Y])
    errors = {p.split("/")[-2:][0]: e for p, e in result.numbers["errors"].items()}
    wrong = [p for p, e in result.numbers["errors"].items() if e > 1e-4]
    assert result.status == "failed"
    assert [path.split("/")[-2:] for path in wrong] == [["deaf", "kernel"]], errors
    assert result.numbers["errors"][wrong[0]] == pytest.approx(0.5, rel=1e-3)


def test_a_layer_alone_is_checked_with_its_input():
    layer = Deaf(2)
    layer.build((None, 4))
    result = checks.gradient_check(layer, X)
    errors = {path.split("/")[-1]: e for path, e in result.numbers["errors"].items()}
    assert set(errors) == {"kernel", "bias", "x"}
    assert errors["kernel"] == pytest.approx(0.5, rel=1e-3)
    assert max(errors["x"], errors["bias"]) < 1e-6


def test_kinks_are_no_errors():
    """Each pre-activation is exactly 0: the ReLU has no derivative there."""
    hidden = {"activation": "relu", "kernel_initializer": "zeros"}
    result = checks.gradient_check(classifier(**hidden), X, Y)
    assert result.status == "ok", str(result)
    assert result.numbers["kinks"] > 0


def test_a_forgotten_regularizer_is_found():
    model = classifier(last=Forgetful(kernel_regularizer="l2"))
    result = checks.regularization(model, X, Y)
    assert result.status == "failed"
    assert "kernel" in result.measured


def test_a_loss_of_ones_own_without_penalties_is_found():
    model = own_loss(kernel_regularizer=keras.regularizers.L1(0.1))
    result = checks.regularization(model, X, Y[:, None])
    assert result.status == "failed"
    assert result.numbers["added"] == pytest.approx(0, abs=1e-6)


def test_penalties_are_those_of_the_formulas():
    both = keras.regularizers.L1L2(0.01, 0.02)
    model = classifier(kernel_regularizer=both)
    kernel = keras.ops.convert_to_numpy(model.layers[0].kernel).astype("float64")
    expected = 0.01 * np.abs(kernel).sum() + 0.02 * np.square(kernel).sum()
    result = checks.regularization(model, X, Y)
    assert result.status == "ok", str(result)
    assert result.numbers["added"] == pytest.approx(expected, rel=1e-3)


def test_a_penalty_above_the_loss_is_a_warning():
    model = classifier(kernel_regularizer=keras.regularizers.L2(10.0))
    assert checks.regularization(model, X, Y).status == "warning"


def test_a_model_without_regularizers_has_nothing_to_check():
    assert checks.regularization(classifier(), X, Y).status == "not run"


def test_labels_that_are_broadcast_are_found():
    model = classifier(last=keras.layers.Dense(5), loss="mse")
    result = checks.shapes(model, X, Y[:, None].astype("float32"))
    assert result.status == "failed"
    assert result.measured == "targets (32, 1) beside predictions (32, 5)"


def test_a_loss_that_compares_all_with_all_is_found():
    flat = Y.astype("float32")
    assert checks.shapes(own_loss(), X, flat).status == "failed"
    assert checks.shapes(own_loss(), X, flat[:, None]).status == "ok"


def test_dead_units_are_found():
    x, y = labelled(320)
    dead = {"bias_initializer": keras.initializers.Constant(-50.0)}
    model = classifier(activation="relu", **dead)
    result = checks.dead_units(model, x, y)
    assert result.status == "failed"
    assert result.numbers == {model.layers[0].path: 1.0}


def test_units_of_an_activation_layer_are_found_dead():
    x, y = labelled(400)
    cut = keras.layers.Dense(8, bias_initializer=keras.initializers.Constant(-50.0))
    relu, last = keras.layers.ReLU(), keras.layers.Dense(3, "softmax")
    model = keras.Sequential([keras.Input((4,)), cut, relu, last])
    compiled(model, "sparse_categorical_crossentropy")
    result = checks.dead_units(model, x, y)
    assert result.status == "failed"
    assert list(result.numbers.values()) == [1.0]


def test_few_examples_only_warn_of_dead_units():
    dead = {"bias_initializer": keras.initializers.Constant(-50.0)}
    model = classifier(activation="relu", **dead)
    assert checks.dead_units(model, X, Y).status == "warning"


def test_one_batch_is_learned_by_heart():
    result = checks.overfit_batch(classifier(rate=0.1), X, Y, num_examples=6)
    losses = result.numbers["losses"]
    assert result.status == "ok", str(result)
    assert losses[-1] <= 0.05 * losses[0] < losses[-2]


def test_a_model_that_does_not_see_its_inputs_is_found():
    model = keras.Sequential([keras.Input((4,)), Blind(), keras.layers.Dense(CLASSES)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    result = checks.overfit_batch(
        compiled(model, loss, 0.1), X, Y, num_examples=6, num_steps=40
    )
    assert result.status == "failed"
    assert "do not depend on the input" in result.advice


LOSSLESS = ["data_statistics", "labels_and_loss", "dead_units"]


def _statuses(report):
    return {result.name: result.status for result in report}


def test_labels_out_of_range_are_the_one_fault():
    report = checks.preflight(classifier(), X, Y + 1)
    assert report["labels_and_loss"].numbers["rules"] == ("labels-out-of-range",)
    others = {n: s for n, s in _statuses(report).items() if n not in LOSSLESS}
    assert set(others.values()) == {"not run"}
    assert report["shapes"].measured == "labels out of range, see `labels_and_loss`"


def test_a_loss_that_raises_is_told_once():
    def broken(y_true, y_pred):
        raise TypeError("labels of an unknown kind")

    report = checks.preflight(classifier(loss=broken), X, Y)
    assert report["shapes"].status == "failed"
    assert report["shapes"].measured == "TypeError: labels of an unknown kind"
    assert report["overfit_batch"].measured == "the loss raises, see `shapes`"
    assert sum(result.status == "failed" for result in report) == 1


def test_one_nan_among_the_examples_is_the_one_fault():
    x = X.copy()
    x[3, 1] = np.nan
    report = checks.preflight(classifier(), x, Y)
    assert [r.name for r in report if r.status == "failed"] == ["data_statistics"]
    told = "the loss is not finite, see `data_statistics`"
    assert report["initial_loss"].measured == told


def test_a_nan_is_found_beyond_the_batches():
    x = X.copy()
    x[7, 2] = np.nan
    result = checks.data_statistics(classifier(), x, Y, batch_size=4, steps=2)
    assert result.numbers["rules"] == ("inputs-not-finite",)


class Scaled(keras.losses.Loss):
    """Has no config from which it could be made anew."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def call(self, y_true, y_pred):
        return self.factor * keras.ops.square(y_true - y_pred)


def test_a_loss_without_a_config_is_as_good_as_any():
    model = classifier(last=keras.layers.Dense(1), loss=Scaled(2.0))
    result = checks.gradient_check(model, X, Y[:, None].astype("float32"))
    assert result.status == "ok", str(result)


class Odd(keras.optimizers.SGD):
    """Cannot be made from its config."""

    def __init__(self, something):
        super().__init__(0.1)

    def get_config(self):
        return {}


def test_checks_that_do_not_train_need_no_optimizer():
    model = classifier()
    model.compile(Odd(1), "sparse_categorical_crossentropy", run_eagerly=True)
    assert checks.shapes(model, X, Y).status == "ok"
    result = checks.overfit_batch(model, X, Y)
    assert result.status == "not run"
    assert "optimizer" in result.measured
