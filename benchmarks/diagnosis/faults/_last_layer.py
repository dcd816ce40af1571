"""Last layers, losses and labels that do not fit together."""

from benchmarks.diagnosis.faults.fault import NOWHERE, Fault


def _head(**changes):
    def inject(training, rng):
        for name, value in changes.items():
            setattr(training, name, value)
        return NOWHERE

    return inject


def _probabilities_as_logits(training, rng):
    binary = training.problem.kind == "binary"
    training.activation = "sigmoid" if binary else "softmax"
    training.from_logits = True
    return NOWHERE


def _logits_as_probabilities(training, rng):
    training.activation, training.from_logits = None, False
    return NOWHERE


def _numbers(training, rng):
    """Column of class numbers, which mean squared error stretches over all units."""
    training.activation, training.loss, training.from_logits = "softmax", "mse", False
    training.map_targets(lambda y: y[:, None])
    return NOWHERE


def _is_classes(cell):
    return cell.problem.kind == "classes"


def _is_binary(cell):
    return cell.problem.kind == "binary"


def _is_regression(cell):
    return cell.problem.kind == "regression"


def _takes_probabilities(cell):
    return not _is_regression(cell)


FAULTS = (
    Fault(
        "softmax-of-one-unit",
        "the last layer is a softmax over one unit",
        _head(activation="softmax", from_logits=False),
        ("softmax-of-one-unit",),
        fits=_is_binary,
    ),
    Fault(
        "categorical-of-one-unit",
        "categorical cross-entropy on one sigmoid: always 0",
        _head(activation="sigmoid", loss="categorical_crossentropy", from_logits=False),
        (
            "softmax-of-one-unit",
            "sparse-with-categorical",
            "sigmoid-with-sparse-categorical",
        ),
        fits=_is_binary,
    ),
    Fault(
        "sigmoid-with-sparse-categorical",
        "sigmoids before sparse categorical cross-entropy",
        _head(activation="sigmoid", from_logits=False),
        ("sigmoid-with-sparse-categorical",),
        fits=_is_classes,
    ),
    Fault(
        "logits-as-probabilities",
        "no softmax or sigmoid, but a loss that takes probabilities",
        _logits_as_probabilities,
        ("logits-as-probabilities",),
        fits=_takes_probabilities,
    ),
    Fault(
        "probabilities-as-logits",
        "softmax or sigmoid, but a loss that takes logits",
        _probabilities_as_logits,
        ("probabilities-as-logits",),
        fits=_takes_probabilities,
    ),
    Fault(
        "class-numbers-as-targets",
        "mean squared error of a softmax to the numbers of the classes",
        _numbers,
        ("sparse-with-categorical", "squashed-regression", "labels-out-of-range"),
        fits=_is_classes,
    ),
    Fault(
        "sigmoid-for-regression",
        "a sigmoid for targets on both sides of 0",
        _head(activation="sigmoid"),
        ("squashed-regression",),
        fits=_is_regression,
    ),
    Fault(
        "relu-for-regression",
        "a ReLU for targets on both sides of 0",
        _head(activation="relu"),
        ("squashed-regression",),
        fits=_is_regression,
    ),
)
