"""`quick` finds constants that train, on all backends."""

import keras
import numpy as np
import pytest

from keras_nntricks import search
from keras_nntricks.search._quick_result import quick_result

RNG = np.random.default_rng(0)
X = RNG.normal(size=(400, 4)).astype("float32")
Y = X @ np.array([[1.0], [-2.0], [0.5], [3.0]], "float32") + 1


def build(rate=50.0):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), "mse", run_eagerly=True)
    return model


def test_it_finds_constants_that_train_and_leaves_the_model_alone(capsys):
    model = build()
    before = model.get_weights()
    # The last examples differ from the others: a random part must validate.
    order = np.argsort(X[:, 0])
    found = search.quick(
        model, X[order], Y[order], trials=4, epochs=2, max_steps=16, verbose=0
    )
    for new, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(new, old)
    assert float(keras.ops.convert_to_numpy(model.optimizer.learning_rate)) == 50
    assert capsys.readouterr().out == ""
    suggestion = found.range_test.numbers["suggestion"]
    rates = sorted(line["learning_rate"] for line in found.table)
    # One in each quarter of two decades around the suggestion.
    quarters = np.floor(2 * (np.log10(rates) - np.log10(suggestion)) + 2)
    assert quarters.tolist() == [0, 1, 2, 3]
    losses = [line["val_loss"] for line in found.table]
    assert losses == sorted(losses)
    trained = build(found.learning_rate)
    trained.optimizer.weight_decay = found.weight_decay
    trained.fit(X, Y, epochs=10, verbose=0)
    assert trained.evaluate(X, Y, verbose=0) < 0.05 * float(np.var(Y))


def row(rate, val_loss, status="done"):
    return {
        "run": {"seed": 0, "learning_rate": rate, "weight_decay": 1e-3},
        "status": status,
        "history": {"val_loss": [9.0, val_loss]},
    }


def test_the_best_sound_trial_wins_and_is_shown():
    rows = [row(0.1, 0.5), row(0.03, 0.2), row(0.3, None), row(0.2, 0.1, "diverged")]
    found = quick_result(rows, "the range test", (0.01, 1.0))
    assert (found.learning_rate, found.weight_decay) == (0.03, 1e-3)
    assert [line["learning_rate"] for line in found.table] == [0.03, 0.1, 0.3, 0.2]
    assert str(found).splitlines()[0] == "learning_rate=0.03, weight_decay=0.001"
    assert str(found).splitlines()[2].split() == ["0.03", "0.001", "done", "0.2"]


@pytest.mark.parametrize(("rate", "warned"), [(0.012, True), (0.9, True), (0.1, False)])
def test_a_rate_at_the_edge_is_told(rate, warned):
    found = quick_result([row(rate, 0.5)], None, (0.01, 1.0))
    assert ("at the edge" in str(found)) == warned


def test_no_sound_trial_gives_none():
    found = quick_result([row(0.1, None, "diverged")], None, (0.01, 1.0))
    assert found.learning_rate is None
    assert "overfit_batch" in str(found)


BAD = [("trials", 0), ("epochs", 0), ("max_steps", 0), ("seed", -1), ("verbose", 2)]


@pytest.mark.parametrize(("name", "value"), [*BAD, ("batch_size", 0)])
def test_bad_arguments_are_refused(name, value):
    with pytest.raises(ValueError, match=f"`{name}` must be"):
        search.quick(build, X, Y, **{name: value})
