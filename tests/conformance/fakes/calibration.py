"""A calibration that keeps its promises, and ones that break one each."""

import keras
import numpy as np
from keras import ops

from keras_nntricks._arguments import require
from keras_nntricks.calibration import CalibrationReport
from keras_nntricks.calibration._report import Row
from tests.calibration.made_models import functional, sequential, subclassed
from tests.conformance.bite import Bite
from tests.conformance.case import Case

MODELS = {
    "sequential": sequential,
    "functional": functional,
    "subclassed": subclassed,
}


def shrink(model, factor=0.5):
    """Multiplies every kernel."""
    require(model.built, "model", "built", model)
    require(factor > 0, "factor", "positive", factor)
    kernels = _kernels(model)
    before = [ops.convert_to_numpy(kernel) for kernel in kernels]
    try:
        for kernel, value in zip(kernels, before, strict=True):
            kernel.assign(factor * value)
    except BaseException:
        for kernel, value in zip(kernels, before, strict=True):
            kernel.assign(value)
        raise
    return _report(kernels)


def _kernels(model):
    return [v for v in model.trainable_variables if v.name == "kernel"]


def _report(kernels):
    names = [kernel.path.split("/")[-2] for kernel in kernels]
    return CalibrationReport(tuple(Row(name, 0, 1, 0, 1, 1) for name in names))


def shrink_in_silence(model, factor=0.5):
    shrink(model, factor)
    return CalibrationReport(())


def shrink_some_other_name(model, factor=0.5):
    shrink(model, factor)
    return CalibrationReport((Row("somewhere", 0, 1, 0, 1, 1),))


def only_report(model, factor=0.5):
    return _report(_kernels(model))


def shrink_with_noise(model, factor=0.5):
    return shrink(model, factor * np.random.uniform(0.9, 1.1))


def shrink_and_freeze(model, factor=0.5):
    report = shrink(model, factor)
    model.layers[-1].trainable = False
    return report


def shrink_and_compile(model, factor=0.5):
    report = shrink(model, factor)
    model.compile("sgd", "mse")
    return report


def shrink_without_undoing(model, factor=0.5):
    for kernel in _kernels(model):
        kernel.assign(factor * ops.convert_to_numpy(kernel))
    return _report(_kernels(model))


def calibration(make=shrink):
    return Case(
        make,
        {},
        parts={"model": sequential},
        models=MODELS,
        bad={"factor": (0.0,), "model": (keras.Sequential([keras.layers.Dense(3)]),)},
        family="calibration",
    )


GOOD = (calibration(),)
BITES = (
    Bite("check_calibrates_each_kind_of_model", calibration(shrink_in_silence)),
    Bite("check_calibrates_each_kind_of_model", calibration(shrink_some_other_name)),
    Bite("check_calibrates_each_kind_of_model", calibration(only_report)),
    Bite("check_calibration_draws_nothing", calibration(shrink_with_noise)),
    Bite("check_calibration_leaves_training_alone", calibration(shrink_and_freeze)),
    Bite("check_calibration_leaves_training_alone", calibration(shrink_and_compile)),
    Bite("check_calibration_is_all_or_nothing", calibration(shrink_without_undoing)),
)
