"""What is claimed of Glorot and Bengio's initialization."""

import math

from benchmarks.engine.criteria import (
    Agreement,
    Difference,
    Equivalence,
    MeanWithin,
)
from benchmarks.engine.spec import Claim, Published
from benchmarks.experiments._e03_start import HIDDEN_LAYERS, SCALES

SQUARE_MATRIX = 8 / (3 * math.pi)
TRAINING = ("quick", "paper")


def kernel_claim(initializer):
    """The kernels themselves: a law of large random matrices."""
    value = SQUARE_MATRIX * SCALES[initializer] ** 0.5
    return Claim(
        name=f"kernel-{initializer}",
        statement=f"The mean singular value of a hidden kernel of {initializer} "
        f"weights is {value:.3f}.",
        criterion=Agreement(
            arm=f"tanh-{initializer}",
            metric="kernel_singular_value",
            expected=value,
            relative=0.005,
        ),
        published=Published(
            f"{value:.3f}", "derived", "8 / (3 pi) times the scale of the weights"
        ),
    )


def theory_claim(initializer, metric, what):
    """Layer by layer as in an infinitely wide network on the same images."""
    return Claim(
        name=f"{metric}-theory-{initializer}",
        statement=f"With tanh and {initializer} weights {what} is that of an "
        "infinitely wide network on the same images, to 1 %.",
        criterion=Agreement(
            arm=f"tanh-{initializer}",
            metric=f"{metric}_ratio",
            expected=(1.0,) * (HIDDEN_LAYERS - 1),
            relative=0.01,
        ),
        published=Published("1", "derived", "ratio of measured to exact"),
    )


def paper_jacobian_claim(initializer, value):
    """The one digit that the paper gives, with what would round to it."""
    low, high = value - 0.05, value + 0.05
    return Claim(
        name=f"jacobian-{initializer}",
        statement=f"With tanh and {initializer} weights the mean singular value of a "
        f"layer's Jacobian is {value:g}, to its one digit.",
        criterion=MeanWithin(
            arm=f"tanh-{initializer}", metric="mean_jacobian", low=low, high=high
        ),
        published=Published(f"around {value:g}", "read", "section 4.2.1"),
        deviations=(
            "The number depends on the inputs: the more they saturate the units, the "
            "smaller it is. The paper's is of its own images.",
        ),
    )


def gradient_claim(initializer, statement, low, high):
    """How much smaller the gradient is at the bottom than at the top."""
    return Claim(
        name=f"gradient-{initializer}",
        statement=statement,
        criterion=MeanWithin(
            arm=f"tanh-{initializer}", metric="first_gradient", low=low, high=high
        ),
        published=Published(
            "normalized weights keep the variance of back-propagated gradients, "
            "standard weights let it fall",
            "read",
            "figure 7",
        ),
    )


def error_claim(name, better, worse, statement, published, counter_evidence=()):
    """One arm's test error against another's."""
    return Claim(
        name=name,
        statement=statement,
        criterion=Difference(
            better=better, worse=worse, metric="test_error", margin=0.0
        ),
        published=published,
        scales=TRAINING,
        counter_evidence=counter_evidence,
    )


CLAIMS = (
    *(kernel_claim(name) for name in SCALES),
    *(
        theory_claim(name, metric, what)
        for metric, what in (
            ("jacobian", "the mean singular value of each layer's Jacobian"),
            ("gradient", "each layer's share of the last layer's gradient"),
        )
        for name in SCALES
    ),
    paper_jacobian_claim("normalized", 0.8),
    paper_jacobian_claim("standard", 0.5),
    gradient_claim(
        "standard",
        "With standard weights the gradient's mean square falls to less than 0.3 "
        "from the fifth hidden layer to the first.",
        0.0,
        0.3,
    ),
    gradient_claim(
        "normalized",
        "With normalized weights it stays within a factor of 2.",
        0.5,
        2.0,
    ),
    Claim(
        name="faster-tanh",
        statement="Networks of tanh learn faster from normalized weights: the "
        "training loss, mean over all epochs, is less by more than 0.2 nats of "
        "its logarithm.",
        criterion=Difference(
            better="tanh-normalized",
            worse="tanh-standard",
            metric="mean_loss",
            margin=0.2,
            scale="log",
        ),
        published=Published("substantially faster convergence", "read", "abstract"),
        scales=TRAINING,
    ),
    error_claim(
        "error-tanh",
        "tanh-normalized",
        "tanh-standard",
        "Networks of tanh end with a lower test error from normalized weights.",
        Published(
            "55.9 % against 52.92 % on CIFAR-10, 27.15 % against 15.60 % on Shapeset",
            "read",
            "table 1",
        ),
        ("On MNIST the paper's gap is small: 1.76 % against 1.64 %.",),
    ),
    error_claim(
        "sigmoid-worst",
        "tanh-standard",
        "sigmoid-standard",
        "Sigmoid units end with a higher test error than tanh, the next worst.",
        Published(
            "57.28 % against 55.9 % on CIFAR-10, 82.61 % against 27.15 % on Shapeset",
            "read",
            "table 1",
        ),
    ),
    Claim(
        name="softsign-indifferent",
        statement="Softsign ends alike from both: test errors within 1 percentage "
        "point.",
        criterion=Equivalence(
            first="softsign-standard",
            second="softsign-normalized",
            metric="test_error",
            margin=1.0,
        ),
        published=Published(
            "16.27 % and 16.06 % on Shapeset, 1.64 % and 1.72 % on MNIST",
            "read",
            "table 1",
        ),
        scales=TRAINING,
        exploratory=True,
        counter_evidence=(
            "On CIFAR-10 normalized weights take 2 percentage points off "
            "softsign's error, too: 55.78 % and 53.8 %.",
        ),
    ),
)
