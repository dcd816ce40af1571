"""What a check of a model before training owes to the model."""

import random

import keras
import numpy as np
import pytest

from keras_nntricks._shadowed import shadowed
from keras_nntricks.checks import CheckResult, PreflightReport
from tests.backends import to_numpy
from tests.conformance.registry import check

STATUSES = ("ok", "warning", "failed", "not run")


def _state(model):
    """All that a training depends on, in a form that can be compared."""
    optimizer = model.optimizer
    variables = (*model.variables, *model.metrics_variables, *optimizer.variables)
    return {
        "values": [(v.path, to_numpy(v).tolist()) for v in variables],
        "trainable": [(v.path, v.trainable) for v in model.variables],
        "optimizer": (id(optimizer), optimizer.built),
        "compiled": (id(model.loss), model.jit_compile, model.run_eagerly),
        "functions": (id(model.train_function), id(model.test_function)),
        "layers": [sorted(vars(layer)) for layer in (model, *model.layers)],
        "policies": [layer.dtype_policy.name for layer in (model, *model.layers)],
        "regularizers": [id(v.regularizer) for v in model.variables],
        "precision": (keras.config.floatx(), keras.config.dtype_policy().name),
        "generators": (random.getstate(), np.random.get_state()[1].tolist()),
        "next draw": _next_draw(),
    }


def _next_draw():
    """What Keras's own generator gives next, without moving it."""
    with keras.StatelessScope():
        return to_numpy(keras.random.uniform((2,))).tolist()


def _assert_same(before, after, message):
    changed = [part for part in before if before[part] != after[part]]
    assert not changed, f"{message}: changed {changed}"


def _results(found):
    return found.results if isinstance(found, PreflightReport) else (found,)


@check("check")
def check_gives_a_result(case):
    """A status, its own name; the same twice."""
    keras.utils.set_random_seed(3)
    model = case.parts["model"]()
    first, second = case.build(model=model), case.build(model=model)
    assert str(first) == str(second), f"{case.id}: {first} and then {second}"
    for result in _results(first):
        assert isinstance(result, CheckResult), f"{case.id}: gives {result!r}"
        assert result.status in STATUSES, f"{case.id}: {result.status!r}"
    if isinstance(first, CheckResult):
        assert first.name == case.name, f"{case.id}: says {first.name!r}"


@check("check")
def check_leaves_all_as_it_was(case):
    """Weights, optimizer, metrics, compiled functions, random generators."""
    model = case.parts["model"]()
    keras.random.uniform((1,))  # now the generator exists
    before = _state(model)
    case.build(model=model)
    _assert_same(before, _state(model), case.id)


@check("check")
def check_leaves_all_as_it_was_when_stopped(case):
    """Ctrl-C in the second call of a layer."""
    model = case.parts["model"]()
    keras.random.uniform((1,))
    before = _state(model)
    layer = model.layers[-1]
    call, calls = layer.call, []

    def stopped(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return call(*args, **kwargs)

    with shadowed(layer, "call", stopped), pytest.raises(KeyboardInterrupt):
        case.build(model=model)
    _assert_same(before, _state(model), f"{case.id}, stopped")
