"""Wrong learning rates and momenta."""

from benchmarks.diagnosis.faults.fault import NOWHERE, Fault

TOO_FAST = (
    "learning-rate-too-high",
    "loss-exploded",
    "loss-not-finite",
    "loss-oscillates",
    "update-ratio-high",
)


def _rate_times(factor):
    def inject(training, rng):
        training.learning_rate *= factor
        return NOWHERE

    return inject


def _edge(training, rng):
    """Some rate between the sane one and the one at which all is lost."""
    training.learning_rate *= float(10 ** rng.uniform(1.0, 1.5))
    return NOWHERE


def _momentum(training, rng):
    training.momentum = 0.999
    training.learning_rate *= 10
    return NOWHERE


def _is_sgd(cell):
    return cell.optimizer in ("sgd", "momentum")


FAULTS = (
    Fault(
        "rate-too-high",
        "the learning rate is 300 times too high",
        _rate_times(300.0),
        TOO_FAST,
        must_harm=True,
    ),
    Fault(
        "rate-too-low",
        "the learning rate is 10 000 times too low",
        _rate_times(1e-4),
        ("learning-rate-too-low", "loss-too-slow", "update-ratio-low"),
        must_harm=True,
    ),
    Fault(
        "rate-at-edge",
        "the learning rate is 10 to 30 times too high",
        _edge,
        TOO_FAST,
        must_harm=True,
    ),
    Fault(
        "momentum-near-one",
        "momentum of 0.999 with ten times the learning rate",
        _momentum,
        TOO_FAST,
        fits=_is_sgd,
        must_harm=True,
    ),
)
