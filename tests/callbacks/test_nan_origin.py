"""What was first, from the numbers of one step."""

import numpy as np
import pytest

from keras_nntricks.callbacks._nan_origin import NonFinite, is_lost, origin


def units(nonfinite=0):
    return {"nonfinite": np.array([0, nonfinite])}


def weight(gradient=1.0, norm=1.0, update=1.0):
    return {"gradient_norm": gradient, "weight_norm": norm, "update_norm": update}


def sample(**changes):
    healthy = {
        "loss": 1.0,
        "inputs": {"x": units()},
        "targets": {"y": units()},
        "outputs": {"first": units(), "second": units()},
        "weights": {"first/kernel": weight(), "second/kernel": weight()},
    }
    return {**healthy, **changes}


NAN = float("nan")
BROKEN = {"first/kernel": weight(NAN, 1.0, NAN), "second/kernel": weight(NAN, 1.0, NAN)}


def test_healthy_step_is_not_lost():
    assert not is_lost(sample())


def test_gradient_that_a_scaler_leaves_out_is_not_lost():
    assert not is_lost(sample(weights={"w": weight(gradient=np.inf, update=0.0)}))


@pytest.mark.parametrize(
    "changes",
    [
        {"loss": np.inf},
        {"weights": {"w": weight(update=NAN)}},
        {"weights": {"w": weight(norm=np.inf)}},
    ],
)
def test_lost_step(changes):
    assert is_lost(sample(**changes))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"inputs": {"x": units(3)}, "outputs": {"first": units(9)}}, ("input", "x")),
        ({"targets": {"y": units(1)}, "loss": NAN}, ("target", "y")),
        (
            {"weights": {"w": weight(NAN, NAN, NAN)}, "outputs": {"first": units(9)}},
            ("weight", "w"),
        ),
        (
            {"outputs": {"first": units(), "second": units(2)}, "loss": NAN},
            ("output", "second"),
        ),
        ({"loss": np.inf, "weights": BROKEN}, ("loss", "loss")),
        ({"weights": BROKEN}, ("gradient", "second/kernel")),
        ({"weights": {"w": weight(update=np.inf)}}, ("update", "w")),
    ],
)
def test_first_in_the_order_of_a_step(changes, expected):
    assert origin(sample(**changes)) == expected


def test_finding_in_words():
    exact = NonFinite(41, 2, "output", "dense_1")
    assert str(exact) == (
        "first non-finite at step 41 (epoch 3): the output of layer dense_1"
    )
    noticed = NonFinite(7, 0, "loss", "loss", exact=False)
    assert str(noticed) == "found non-finite at step 7 (epoch 1): the loss"
