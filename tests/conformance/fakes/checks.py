"""A check that keeps its promises, and ones that break one each."""

import itertools
import random

import keras

from keras_nntricks._arguments import require
from keras_nntricks.checks import CheckResult
from tests.conformance.bite import Bite
from tests.conformance.case import Case
from tests.conformance.cases.checks import classifier

_COUNTER = itertools.count()


def largest_output(model, x, limit=1.0):
    """Looks at the outputs twice and changes nothing."""
    require(limit > 0, "limit", "positive", limit)
    outputs = [model(x, training=False) for _ in range(2)]
    found = keras.ops.convert_to_numpy(outputs[0]).max()
    status = "ok" if found <= limit else "failed"
    return CheckResult("largest_output", status, f"{found:.4g}", f"{limit:.4g}")


def only_a_word(model, x, limit=1.0):
    return largest_output(model, x, limit).status


def another_name(model, x, limit=1.0):
    return largest_output(model, x, limit)


def another_number(model, x, limit=1.0):
    return CheckResult("another_number", "ok", str(next(_COUNTER)))


def unknown_status(model, x, limit=1.0):
    return CheckResult("unknown_status", "fine")


def trains(model, x, limit=1.0):
    weight = model.trainable_variables[0]
    weight.assign(keras.ops.convert_to_numpy(weight) + 1)
    return largest_output(model, x, limit)


def draws(model, x, limit=1.0):
    random.random()
    return largest_output(model, x, limit)


def draws_from_keras(model, x, limit=1.0):
    keras.random.uniform((1,))
    return largest_output(model, x, limit)


def compiles(model, x, limit=1.0):
    model.compile("sgd", "mse")
    return largest_output(model, x, limit)


def stays_when_stopped(model, x, limit=1.0):
    layer = model.layers[0]
    policy = layer.dtype_policy
    layer.dtype_policy = "mixed_float16"
    result = largest_output(model, x, limit)
    layer.dtype_policy = policy
    return result


def _inputs():
    return keras.ops.ones((2, 4))


def case(make=largest_output):
    return Case(
        make,
        parts={"model": classifier, "x": _inputs},
        bad={"limit": (0.0,)},
        free={"model": "a fake takes any"},
        family="check",
    )


GOOD = (case(),)
BITES = (
    *(
        Bite("check_gives_a_result", case(fake))
        for fake in (only_a_word, another_name, another_number, unknown_status)
    ),
    *(
        Bite("check_leaves_all_as_it_was", case(fake))
        for fake in (trains, draws, draws_from_keras, compiles)
    ),
    Bite("check_leaves_all_as_it_was_when_stopped", case(stays_when_stopped)),
)
