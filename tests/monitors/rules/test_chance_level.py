import numpy as np
import pytest

from keras_nntricks.monitors import OutputFacts
from keras_nntricks.monitors._rules._chance_level import chance_level
from tests.monitors.rules.made_records import record_of


def _level(loss, units, **statistics):
    record = record_of([1.0], output=OutputFacts("head", loss, units=units))
    values = {f"ever_{name}": np.array(of) for name, of in statistics.items()}
    record.targets["head"] = values
    return chance_level(record)


def test_cross_entropy_of_known_classes_is_ln_c():
    level = _level("sparse_categorical_crossentropy", 10, mean=[4.5])
    assert level == pytest.approx(np.log(10))


def test_cross_entropy_of_one_hot_labels_is_their_entropy():
    shares = np.array([0.5, 0.25, 0.25])
    level = _level("categorical_crossentropy", 3, mean=shares)
    assert level == pytest.approx(1.5 * np.log(2))


def test_binary_cross_entropy_is_the_entropy_of_each_label():
    level = _level("binary_crossentropy", 2, mean=[0.5, 0.0])
    assert level == pytest.approx(np.log(2) / 2)


def test_labels_that_are_no_shares_tell_no_entropy():
    assert _level("binary_crossentropy", 1, mean=[-3.0]) == pytest.approx(np.log(2))


def test_squared_error_is_the_mean_variance_of_the_targets():
    assert _level("mean_squared_error", 2, std=[1.0, 3.0]) == pytest.approx(5)


@pytest.mark.parametrize("loss", [None, "mean_absolute_error", "my_loss"])
def test_other_losses_tell_nothing(loss):
    assert _level(loss, 2, std=[1.0, 3.0]) is None


def test_constant_targets_tell_nothing():
    assert _level("mean_squared_error", 1, std=[0.0]) is None
