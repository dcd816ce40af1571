"""The average against NumPy's of the weights that a plain training went through."""

import keras
import numpy as np
import pytest

from keras_nntricks.callbacks import WeightAverage
from tests.callbacks.averaged_training import (
    BATCH,
    COMPILED,
    STEPS,
    assert_weights,
    data,
    fit,
    flat,
    make_model,
    mean_of,
    normalized,
    statistics,
    unknown_length,
)


@pytest.mark.parametrize(
    ("start", "every", "kept"), [(0, 1, [0, 1, 2, 3]), (1, 2, [2])]
)
def test_the_mean_of_the_ends_of_the_epochs(start, every, kept):
    plain, _ = fit(make_model())
    model, average = make_model(), WeightAverage(start, every)
    seen, _ = fit(model, average)
    assert_weights(flat(seen.epochs), flat(plain.epochs), 0)
    assert_weights(model.get_weights(), mean_of([plain.epochs[i] for i in kept]))
    assert average.num_averaged == len(kept)


@pytest.mark.parametrize("every", [1, 2])
@pytest.mark.parametrize("validated", [False, True])
def test_the_mean_over_steps(every, validated):
    plain, _ = fit(make_model())
    model, average = make_model(), WeightAverage(2, every, "steps")
    fit(model, average, **({"validation_data": data()} if validated else {}))
    after = [*plain.steps[1:], plain.epochs[-1]]  # after each step
    expected = after[2 * STEPS :][every - 1 :: every]
    assert_weights(model.get_weights(), mean_of(expected))
    assert average.num_averaged == len(expected)


@pytest.mark.filterwarnings("ignore:Your input ran out of data")
def test_the_mean_over_steps_of_data_of_unknown_length():
    plain, _ = fit(make_model(), epochs=1)
    model, average = make_model(), WeightAverage(0, unit="steps")
    fit(model, average, x=unknown_length(), y=None, batch_size=None, epochs=1)
    assert average.num_averaged == STEPS
    assert_weights(model.get_weights(), mean_of([*plain.steps[1:], plain.epochs[0]]))


def test_a_compiled_training():
    plain, _ = fit(make_model(**COMPILED))
    model = make_model(**COMPILED)
    average = WeightAverage(1, unit="steps", in_validation=True)
    seen, _ = fit(model, average, validation_data=data())
    assert_weights(flat(seen.epochs), flat(plain.epochs), 0)
    after = [*plain.steps[STEPS + 1 :], plain.epochs[-1]]
    assert_weights(model.get_weights(), mean_of(after))


def test_validation_sees_the_average_so_far_and_training_does_not():
    plain, _ = fit(make_model(), epochs=3)
    average = WeightAverage(1, in_validation=True)
    seen, _ = fit(make_model(), average, epochs=3, validation_data=data())
    assert_weights(flat(seen.steps), flat(plain.steps), 0)
    assert_weights(flat(seen.epochs), flat(plain.epochs), 0)
    batches = len(seen.tests) // 3
    expected = [plain.epochs[0], plain.epochs[1], mean_of(plain.epochs[1:])]
    for test, weights in zip(seen.tests[::batches], expected, strict=True):
        assert_weights(test, weights)


def test_evaluate_with_the_callback_after_training_sees_what_is_there():
    model, average = make_model(), WeightAverage(0, in_validation=True)
    fit(model, average, epochs=2)
    before = model.get_weights()
    model.evaluate(*data(), verbose=0, callbacks=[average])
    assert_weights(model.get_weights(), before, 0)


def test_sums_are_more_precise_than_the_weights():
    plain, _ = fit(make_model(dtype="float16"), epochs=8)
    model = make_model(dtype="float16")
    fit(model, WeightAverage(0), epochs=8)
    expected = [w.astype("float16") for w in mean_of(plain.epochs)]
    assert_weights(model.get_weights(), expected, 1e-3)
    assert {w.dtype.name for w in model.get_weights()} == {"float16"}


def test_batch_normalization_gets_the_statistics_of_the_average():
    x, _ = data()
    model = make_model(norm=True)
    fit(model, WeightAverage(1, data=x, batch_size=BATCH), epochs=3)
    mean, variance = normalized(model, x)
    assert_weights(statistics(model), (mean, variance), 1e-5)


def test_validation_of_an_average_with_batch_normalization_leaves_no_trace():
    plain, _ = fit(make_model(norm=True), epochs=2, validation_data=data())
    average = WeightAverage(0, in_validation=True, data=data()[0])
    seen, _ = fit(make_model(norm=True), average, epochs=2, validation_data=data())
    assert_weights(flat(seen.epochs), flat(plain.epochs), 0)


def test_batch_normalization_without_data_is_refused():
    with pytest.raises(ValueError, match=r"`data` must be given .* batch norm"):
        fit(make_model(norm=True), WeightAverage(0))


def test_frozen_batch_normalization_needs_no_data():
    model = make_model(norm=True)
    model.get_layer("norm").trainable = False
    model.compile(keras.optimizers.SGD(0.05), "mse", run_eagerly=True)
    seen, _ = fit(model, WeightAverage(0), epochs=2)
    assert_weights(model.get_weights(), mean_of(seen.epochs))


def test_a_start_that_never_comes_is_refused():
    with pytest.raises(ValueError, match="`start_epoch` must be less than the number"):
        fit(make_model(), WeightAverage(4))


def test_a_training_stopped_before_the_start_keeps_its_weights():
    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = True

    model, average = make_model(), WeightAverage(2)
    seen, _ = fit(model, average, Stop())
    assert average.num_averaged == 0
    assert_weights(model.get_weights(), seen.epochs[-1], 0)


def test_a_resumed_training_averages_from_where_it_resumes():
    model, average = make_model(), WeightAverage(1, unit="steps")
    seen, _ = fit(model, average, epochs=4, initial_epoch=3)
    expected = [*seen.steps[1:], seen.epochs[-1]]
    assert_weights(model.get_weights(), mean_of(expected))


def test_a_generator_is_not_read_again_and_again():
    with pytest.raises(ValueError, match="`data` must be readable more than once"):
        WeightAverage(0, in_validation=True, data=unknown_length())
    assert WeightAverage(0, data=iter([np.ones((2, 3))])).num_averaged == 0
