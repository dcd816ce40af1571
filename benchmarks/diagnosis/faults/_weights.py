"""Wrong starting weights."""

import dataclasses

from benchmarks.diagnosis.faults.fault import Fault


def _scale(name, factor):
    """A damage: multiplies the kernel of a layer."""

    def damage(model):
        kernel = model.get_layer(name).kernel
        kernel.assign(kernel * factor)

    return damage


def _one_layer(factor):
    def inject(training, rng):
        hidden = training.network.hidden
        at = int(rng.integers(len(hidden)))
        training.damages.append(_scale(hidden[at], factor))
        return (*hidden[at:], "head")

    return inject


def _all_layers(factor):
    def inject(training, rng):
        for name in training.network.hidden:
            training.damages.append(_scale(name, factor))
        return training.network.hidden

    return inject


def _all_zero(training, rng):
    for name in (*training.network.hidden, "head"):
        training.damages.append(_scale(name, 0.0))
    return (*training.network.hidden, "head")


def _large_head(training, rng):
    training.damages.append(_scale("head", 100.0))
    return ("head",)


def _dead_layer(training, rng):
    hidden = training.network.hidden
    at = int(rng.integers(len(hidden)))

    def damage(model):
        bias = model.get_layer(hidden[at]).bias
        bias.assign(bias - 10.0)

    training.damages.append(damage)
    return hidden[: at + 1]


def _saturated_layer(training, rng):
    shape = dataclasses.replace(training.network, activation="tanh")
    training.network = shape
    at = int(rng.integers(len(shape.hidden)))
    training.damages.append(_scale(shape.hidden[at], 30.0))
    return (shape.hidden[at],)


def _sigmoid_stack(training, rng):
    shape = training.network
    training.network = dataclasses.replace(shape, depth=8, activation="sigmoid")
    return training.network.hidden


def _deep_and_large(training, rng):
    training.network = dataclasses.replace(training.network, depth=8)
    return _all_layers(3.0)(training, rng)


def _deep_and_small(training, rng):
    training.network = dataclasses.replace(training.network, depth=8)
    return _all_layers(0.1)(training, rng)


def _is_plain(cell):
    return cell.is_plain


def _is_plain_mlp(cell):
    return cell.is_plain and cell.network.kind == "mlp"


def _is_plain_relu(cell):
    return cell.is_plain and cell.network.activation == "relu"


def _has_classes(cell):
    return cell.problem.kind != "regression"


_TOO_LARGE = ("exploding-gradients", "initial-loss", "loss-exploded")
_TOO_SMALL = ("vanishing-gradients", "collapsed-outputs")

FAULTS = (
    Fault(
        "layer-too-large",
        "the starting weights of one hidden layer are 20 times too large",
        _one_layer(20.0),
        _TOO_LARGE,
        ("saturated-units", "dead-units", "update-ratio-low", "update-ratio-high"),
        fits=_is_plain,
        must_harm=True,
    ),
    Fault(
        "layer-too-small",
        "the starting weights of one hidden layer are 100 times too small",
        _one_layer(0.01),
        _TOO_SMALL,
        ("update-ratio-high", "update-ratio-low"),
        fits=_is_plain,
        must_harm=True,
    ),
    Fault(
        "all-too-large",
        "the starting weights of eight hidden layers are 3 times too large",
        _deep_and_large,
        (*_TOO_LARGE, "loss-not-finite"),
        ("saturated-units", "dead-units"),
        fits=_is_plain_mlp,
        must_harm=True,
    ),
    Fault(
        "all-too-small",
        "the starting weights of eight hidden layers are 10 times too small",
        _deep_and_small,
        _TOO_SMALL,
        fits=_is_plain_mlp,
        must_harm=True,
    ),
    Fault(
        "all-zero",
        "every weight starts at 0",
        _all_zero,
        ("weights-not-updated", "collapsed-outputs", "vanishing-gradients"),
        ("dead-units",),
        fits=_is_plain,
        must_harm=True,
    ),
    Fault(
        "head-too-large",
        "the starting weights of the last layer are 100 times too large",
        _large_head,
        ("initial-loss",),
        fits=_has_classes,
        must_harm=True,
    ),
    Fault(
        "dead-layer",
        "the biases of a ReLU layer are so low that no unit fires",
        _dead_layer,
        (),
        ("dead-units", "collapsed-outputs", "weights-not-updated"),
        fits=_is_plain_relu,
        must_harm=True,
    ),
    Fault(
        "saturated-layer",
        "the starting weights of a tanh layer are 30 times too large",
        _saturated_layer,
        (),
        ("saturated-units",),
        fits=_is_plain_mlp,
        must_harm=True,
    ),
    Fault(
        "sigmoid-stack",
        "eight layers of sigmoids, which let hardly any gradient through",
        _sigmoid_stack,
        _TOO_SMALL,
        fits=_is_plain_mlp,
        must_harm=True,
    ),
)
