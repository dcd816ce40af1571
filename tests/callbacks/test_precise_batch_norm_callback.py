"""When the statistics are computed, and that nothing else changes."""

import keras
import numpy as np
import pytest

from keras_nntricks.callbacks import PreciseBatchNorm
from tests.callbacks.averaged_training import (
    COMPILED,
    assert_weights,
    data,
    fit,
    make_model,
    normalized,
    statistics,
    unknown_length,
)


class Statistics(keras.callbacks.Callback):
    """Distance to what NumPy finds with the weights at that moment."""

    def __init__(self):
        super().__init__()
        self.at_tests, self.at_epochs = [], []

    def _distance(self):
        expected = normalized(self.model, data()[0])
        pairs = zip(statistics(self.model), expected, strict=True)
        return max(float(np.max(np.abs(a - b))) for a, b in pairs)

    def on_test_begin(self, logs=None):
        self.at_tests.append(self._distance())

    def on_epoch_end(self, epoch, logs=None):
        self.at_epochs.append(self._distance())


def test_each_validation_and_each_epoch_has_the_statistics_of_its_weights():
    seen = Statistics()
    precise = PreciseBatchNorm(data())
    arguments = {"validation_data": data(), "validation_freq": 2, "epochs": 3}
    fit(make_model(norm=True), precise, seen, **arguments)
    assert len(seen.at_tests) == 1
    assert len(seen.at_epochs) == 3
    assert max(seen.at_tests + seen.at_epochs) < 1e-5


def test_only_when_the_training_ends():
    model, seen = make_model(norm=True), Statistics()
    precise = PreciseBatchNorm(data()[0], every_epoch=False)
    fit(model, precise, seen, epochs=2, validation_data=data())
    assert min(seen.at_tests + seen.at_epochs) > 1e-2
    assert_weights(statistics(model), normalized(model, data()[0]), 1e-5)


def test_the_weights_are_those_of_the_training_without_it():
    plain, precise = (make_model(norm=True, **COMPILED) for _ in range(2))
    fit(plain, validation_data=data())
    fit(precise, PreciseBatchNorm(data()[0]), validation_data=data())
    values = [m.trainable_weights for m in (precise, plain)]
    pairs = ([keras.ops.convert_to_numpy(w) for w in weights] for weights in values)
    assert_weights(*pairs, tolerance=0)


def test_a_model_without_batch_normalization_is_refused():
    with pytest.raises(ValueError, match="a model with trainable batch normalization"):
        fit(make_model(), PreciseBatchNorm(data()[0]))


def test_a_generator_serves_once():
    with pytest.raises(ValueError, match="`data` must be readable more than once"):
        PreciseBatchNorm(unknown_length())
    model = make_model(norm=True)
    fit(model, PreciseBatchNorm(unknown_length(), every_epoch=False), epochs=2)
    assert_weights(statistics(model), normalized(model, data()[0]), 1e-5)


def test_an_evaluation_outside_of_a_training_changes_nothing():
    model, precise = make_model(norm=True), PreciseBatchNorm(data()[0])
    before = statistics(model)
    model.evaluate(*data(), verbose=0, callbacks=[precise])
    assert_weights(statistics(model), before, 0)
