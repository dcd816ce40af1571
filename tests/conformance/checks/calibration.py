"""What a function that starts a built model from data owes to the model."""

import contextlib
import random

import keras
import numpy as np
import pytest

from keras_nntricks.calibration import CalibrationReport
from tests.backends import to_numpy
from tests.conformance.registry import check

KINDS = {"sequential", "functional", "subclassed"}


def _model(case, kind="functional"):
    keras.utils.set_random_seed(4)
    return case.models[kind]()


def _values(model):
    return [to_numpy(variable) for variable in model.variables]


def _same(some, others):
    return all(np.array_equal(a, b) for a, b in zip(some, others, strict=True))


def _names(model):
    return {name for variable in model.variables for name in variable.path.split("/")}


@check("calibration")
def check_calibrates_each_kind_of_model(case):
    """It changes weights and reports on layers by their names."""
    assert set(case.models) >= KINDS, f"{case.id}: tried on {sorted(case.models)} only"
    for kind in case.models:
        model = _model(case, kind)
        before = _values(model)
        report = case.build(model=model)
        message = f"{case.id} on a {kind} model"
        assert isinstance(report, CalibrationReport), f"{message}: {report!r}"
        assert report.rows, f"{message}: reports nothing"
        unknown = {row.layer for row in report.rows} - _names(model)
        assert not unknown, f"{message}: reports on {sorted(unknown)}"
        assert not _same(before, _values(model)), f"{message}: nothing changed"


@check("calibration")
def check_calibration_draws_nothing(case):
    """The same model comes out twice; no generator of the process has moved."""
    results = []
    for start in (1, 2):
        model = _model(case)
        keras.utils.set_random_seed(start)
        before = _next_numbers()
        keras.utils.set_random_seed(start)
        case.build(model=model)
        assert _next_numbers() == before, f"{case.id}: moved a random generator"
        results.append(_values(model))
    assert _same(*results), f"{case.id}: the seeds of the process decide"


def _next_numbers():
    """Keras takes its seeds from Python's generator."""
    return random.random(), np.random.random()


@check("calibration")
def check_calibration_leaves_training_alone(case):
    """What is trainable, and how it is compiled, stays."""
    model = _model(case)
    model.compile(keras.optimizers.Adam(), "mse")
    model.optimizer.build(model.trainable_variables)
    before = _training_state(model)
    case.build(model=model)
    assert _training_state(model) == before, f"{case.id}: changed the training"


def _training_state(model):
    slots = [to_numpy(variable).tolist() for variable in model.optimizer.variables]
    flags = [variable.trainable for variable in model.variables]
    return id(model.optimizer), model.loss, slots, flags, model.jit_compile


@check("calibration")
def check_calibration_is_all_or_nothing(case):
    """Where its second assignment fails, the first is undone."""
    model = _model(case)
    before = _values(model)
    with _failing_assignment(model), pytest.raises(OSError, match="second"):
        case.build(model=model)
    assert _same(before, _values(model)), f"{case.id}: left a half-done model"


@contextlib.contextmanager
def _failing_assignment(model):
    made = []

    def failing(assign):
        def counted(value):
            made.append(value)
            if len(made) == 2:
                raise OSError("the second assignment fails")
            return assign(value)

        return counted

    for variable in model.variables:
        object.__setattr__(variable, "assign", failing(variable.assign))
    try:
        yield
    finally:
        for variable in model.variables:
            object.__delattr__(variable, "assign")
