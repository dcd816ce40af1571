"""What `fit_many` refuses, and how it says so."""

import re

import keras
import numpy as np
import pytest

from keras_nntricks import sweeps
from tests.sweeps.problems import data, sgd

X, Y = data(8)
RUNS = [{"seed": 0}]


def uncompiled():
    return keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(3)])


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"runs": []}, "`runs` must be a non-empty list of dicts. Received: runs=[]."),
        ({"runs": {"seed": 0}}, "`runs` must be a non-empty list of dicts."),
        ({"runs": [3]}, "`runs` must be a non-empty list of dicts."),
        ({"runs": [{"rate": 1}]}, '`runs` must be dicts with an integer "seed"'),
        ({"runs": [{"seed": -1}]}, '`runs` must be dicts with an integer "seed"'),
        ({"runs": [{"seed": True}]}, '`runs` must be dicts with an integer "seed"'),
        ({"batch_size": 0}, "`batch_size` must be a positive integer."),
        ({"epochs": 1.5}, "`epochs` must be a positive integer. Received: epochs=1.5"),
        ({"y": Y[:5]}, "`x and y` must be arrays of one length"),
        ({"x": X[:0], "y": Y[:0]}, "`x and y` must be arrays of one length"),
        ({"validation_data": X}, "`validation_data` must be a tuple (x, y)"),
        ({"validation_data": (X, Y[:2])}, "`validation_data` must be arrays of one"),
        ({"mapping": "pmap"}, "`mapping` must be one of"),
        ({"build": None}, "`build` must be a function that returns a model"),
        ({"build": uncompiled}, "`build` must be a function that returns a compiled"),
        ({"build": lambda: None}, "`build` must be a function that returns a compiled"),
    ],
)
def test_bad_argument_is_refused(changed, rule):
    arguments = {"build": sgd, "x": X, "y": Y, "runs": RUNS, **changed}
    with pytest.raises(ValueError, match=re.escape(rule)):
        sweeps.fit_many(**arguments)


def test_stacked_mapping_needs_jax(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "torch")
    rule = '`mapping` must be "auto" or "fit" unless the backend is JAX.'
    with pytest.raises(ValueError, match=re.escape(rule)):
        sweeps.fit_many(sgd, X, Y, RUNS, mapping="vmap")


def test_grid_is_the_product():
    runs = sweeps.grid(seed=range(2), rate=[0.1, 0.2, 0.3])
    expected = [(s, r) for s in (0, 1) for r in (0.1, 0.2, 0.3)]
    assert [(run["seed"], run["rate"]) for run in runs] == expected
    assert sweeps.grid(seed=iter([4])) == [{"seed": 4}]


def test_batch_order_is_a_permutation_of_its_own():
    orders = [sweeps.batch_order(s, e, 50) for s in (0, 1) for e in (0, 1)]
    for order in orders:
        np.testing.assert_array_equal(np.sort(order), np.arange(50))
    assert len({order.tobytes() for order in orders}) == 4
    again = np.random.default_rng([1, 0]).permutation(50)
    np.testing.assert_array_equal(orders[2], again)
    np.testing.assert_array_equal(sweeps.batch_order(1, 0, 4, shuffle=False), range(4))
