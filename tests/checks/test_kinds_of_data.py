"""What holds the examples does not matter to a check."""

import keras
import numpy as np
import pytest

from keras_nntricks import checks
from tests.checks.small import classifier, compiled, labelled

X, Y = labelled()


class Batches(keras.utils.PyDataset):
    """Three batches of eight."""

    def __len__(self):
        return 3

    def __getitem__(self, index):
        chosen = slice(8 * index, 8 * index + 8)
        return X[chosen], Y[chosen]


def test_a_dataset_gives_what_its_arrays_give():
    found = checks.initial_loss(classifier(), Batches())
    expected = checks.initial_loss(classifier(), X[:24], Y[:24], batch_size=8)
    assert found.numbers["loss"] == pytest.approx(expected.numbers["loss"], rel=1e-5)


def test_an_error_tells_the_lengths_and_no_data():
    with pytest.raises(ValueError, match="x of length 96, y of length 95") as error:
        checks.shapes(classifier(), X, Y[:-1])
    assert len(str(error.value)) < 120


@pytest.mark.parametrize("layer", [keras.layers.LSTM, keras.layers.SimpleRNN])
def test_recurrent_layers_are_no_fault(layer):
    inputs = keras.Input((5, 4))
    hidden = keras.layers.Dense(8, activation="relu")(layer(6)(inputs))
    model = compiled(keras.Model(inputs, keras.layers.Dense(1)(hidden)), "mse")
    x = np.random.default_rng(0).normal(size=(32, 5, 4))
    assert checks.dead_units(model, x, x[:, 0, :1]).status == "ok"


def test_a_report_gives_its_results_in_turn():
    results = (checks.CheckResult("shapes", "ok"), checks.CheckResult("other", "ok"))
    report = checks.PreflightReport(results)
    assert (tuple(report), len(report)) == (results, 2)
