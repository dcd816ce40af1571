"""Faults that no rule was tuned on: kept for the final measurement."""

import numpy as np

from benchmarks.diagnosis.faults._rates import TOO_FAST
from benchmarks.diagnosis.faults.fault import NOWHERE, Fault

TOO_SLOW = (
    "learning-rate-too-low",
    "loss-too-slow",
    "loss-never-moved",
    "update-ratio-low",
)


def _clipped(training, rng):
    """The norm of each gradient is cut to a hundred-thousandth."""
    training.optimizer_settings["clipnorm"] = 1e-5
    return NOWHERE


def _gone(training, rng):
    """Per step instead of per epoch, the rate is halved."""
    import keras

    training.learning_rate = keras.optimizers.schedules.ExponentialDecay(
        training.learning_rate, decay_steps=1, decay_rate=0.5
    )
    return NOWHERE


def _jump(training, rng):
    """Boundaries and rates of a schedule exchanged: it ends with the warm-up's 1000."""
    import keras

    steps = training.epochs * -(-len(training.data.x) // training.batch_size)
    rate = training.learning_rate
    training.learning_rate = keras.optimizers.schedules.PiecewiseConstantDecay(
        [steps // 2], [rate, 1000 * rate]
    )
    return NOWHERE


def _one_nan(training, rng):
    hidden = training.network.hidden
    name = hidden[int(rng.integers(len(hidden)))]

    def damage(model):
        kernel = model.get_layer(name).kernel
        values = np.array(kernel)
        values.reshape(-1)[int(rng.integers(values.size))] = np.nan
        kernel.assign(values)

    training.damages.append(damage)
    return (name,)


def _biased_head(training, rng):
    def damage(model):
        bias = model.get_layer("head").bias
        values = np.zeros(bias.shape, "float32")
        values[0] = 30.0
        bias.assign(values)

    training.damages.append(damage)
    return ("head",)


def _tiny(training, rng):
    training.map_inputs(lambda x: x * 1e-5)
    return NOWHERE


def _rolled(training, rng):
    """Targets one row off, as after a header that was read as an example."""
    training.map_targets(lambda y: np.roll(y, 1, axis=0))
    return NOWHERE


def _squashed(training, rng):
    training.activation = "tanh"
    training.map_targets(lambda y: 3 * y)
    return NOWHERE


def _is_sgd(cell):
    return cell.optimizer in ("sgd", "momentum")


def _is_plain(cell):
    return cell.is_plain


def _is_regression(cell):
    return cell.problem.kind == "regression"


def _has_classes(cell):
    return cell.problem.kind != "regression"


def _fault(name, says, inject, *causes, **options):
    return Fault(name, says, inject, causes, held_out=True, **options)


FAULTS = (
    _fault(
        "gradients-clipped-away",
        "gradients are clipped to a norm of 0.00001",
        _clipped,
        *TOO_SLOW,
        fits=_is_sgd,
        must_harm=True,
    ),
    _fault(
        "rate-gone-at-once",
        "a schedule halves the learning rate at each step",
        _gone,
        *(*TOO_SLOW, "plateau"),
        must_harm=True,
    ),
    _fault(
        "rate-jumps",
        "a schedule makes the learning rate 1000 times as high halfway",
        _jump,
        *TOO_FAST,
        must_harm=True,
    ),
    _fault(
        "nan-in-weights",
        "one weight of a hidden layer starts as NaN",
        _one_nan,
        "loss-not-finite",
    ),
    _fault(
        "biased-head",
        "the last layer starts out sure of one class",
        _biased_head,
        "initial-loss",
        fits=_has_classes,
        must_harm=True,
    ),
    _fault(
        "tiny-inputs",
        "the inputs are 100 000 times too small",
        _tiny,
        "inputs-not-scaled",
        fits=_is_plain,
        must_harm=True,
    ),
    _fault(
        "rows-off-by-one",
        "each target belongs to the example before it",
        _rolled,
        "labels-unrelated",
    ),
    _fault(
        "tanh-for-regression",
        "a tanh for targets beyond -1 and 1",
        _squashed,
        "squashed-regression",
        fits=_is_regression,
    ),
)
