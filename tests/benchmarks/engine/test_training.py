import keras
import numpy as np
import pytest

from benchmarks import data
from benchmarks.engine.spec import Cell
from benchmarks.engine.training import measure_training


def build(units, rate):
    model = keras.Sequential(
        [keras.layers.Input((64,)), keras.layers.Dense(units, activation="softmax")]
    )
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    return model


def metrics(row, result, i, cell):
    return {
        "losses": row["history"]["loss"],
        "validated": len(row["history"]["val_loss"]),
        "units": result.weights(i)[0].shape[1],
        "seed": cell.seed,
    }


def cell(seed=0, arm="a", rate=0.1, **settings):
    settings = {"units": 10, **settings}
    return Cell("e", arm, seed, "smoke", settings, {"rate": rate}, data="digits")


MEASURE = measure_training(build, metrics, epochs=1, batch_size=256)


def test_cells_train_as_model_fit_would():
    outcome = next(iter(MEASURE([cell(seed=3)])))
    keras.utils.set_random_seed(3)
    digits = data.load("digits")
    loss = build(10, 0.1).evaluate(digits.x_train, digits.y_train, verbose=0)
    assert outcome.metrics["losses"] == pytest.approx([loss], rel=0.1)
    assert outcome.metrics["validated"] == 1
    assert outcome.status == "done"
    assert outcome.seconds > 0


def test_every_cell_of_a_block_gets_its_own_outcome():
    cells = [cell(0), cell(1), cell(0, "long", epochs=2), cell(1, "long", epochs=2)]
    outcomes = {(o.cell.arm, o.cell.seed): o.metrics for o in MEASURE(cells)}
    assert {key: len(found["losses"]) for key, found in outcomes.items()} == {
        ("a", 0): 1, ("a", 1): 1, ("long", 0): 2, ("long", 1): 2,
    }  # fmt: skip
    assert {key[1] for key in outcomes} == {m["seed"] for m in outcomes.values()}
    first, second = outcomes["a", 0]["losses"], outcomes["long", 0]["losses"]
    np.testing.assert_allclose(first[0], second[0], rtol=1e-5)


def test_a_run_that_diverges_says_where():
    fine, lost = MEASURE([cell(0), cell(0, rate=float("inf"))])
    assert (fine.status, lost.status) == ("done", "diverged")
    assert lost.reason.startswith("The loss was not finite at step ")


def test_epochs_must_come_from_somewhere():
    with pytest.raises(ValueError, match="`epochs` must be set"):
        list(measure_training(build, metrics)([cell()]))
