"""What E15 claims of Adam."""

from benchmarks.engine.criteria import Agreement, Difference
from benchmarks.engine.spec import Claim, Published
from benchmarks.experiments.shared.claims import TRAINED
from benchmarks.networks.named_optimizers import BETA_1

PROBLEMS = {
    "logistic": "logistic regression",
    "mlp": "a network of two hidden layers",
    "dropout": "the network with dropout",
}
OPTIMIZERS = {
    "nesterov": "Nesterov's momentum",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
}
# What Adam is compared with, and the log of its cost over Adam's that it must exceed.
MARGINS = {
    "logistic": {"nesterov": -0.05, "adagrad": 0.0},
    "mlp": {"nesterov": -0.05, "adagrad": -0.05, "rmsprop": -0.05},
    "dropout": {"nesterov": 0.0, "adagrad": 0.0, "rmsprop": 0.0},
}
BETA_2 = 0.9999
NOT_SLOWER = (
    "On {where} Adam is not slower than {other}: its mean training cost is at most 5 % "
    "higher."
)
FASTER = "On {where} Adam is faster than {other}: its mean training cost is lower."
FIGURE_1 = "Adam as fast as momentum, both faster than AdaGrad"
FIGURE_2 = "Adam ahead of AdaGrad, RMSProp, AdaDelta and SGD, with dropout and without"
# What was published, and what speaks against it.
SOURCES = {
    "logistic": (
        Published(FIGURE_1, "from memory", "figure 1"),
        (
            "Readers' notes have it that Adam and AdaGrad are equally fast there and "
            "both faster than SGD.",
        ),
    ),
    "network": (
        Published(FIGURE_2, "quoted", "figure 2, as summarised by readers"),
        (
            "In an independent comparison on ImageNet (caffenet-benchmark) none of "
            "nine settings of Adam trained at all.",
            "A reproduction of the paper (Bowers, 2025, "
            "tylerebowers.com/posts/adam_optimizer) finds its order in the main, but "
            "on a convolutional net Adam hardly ahead of Nesterov's momentum.",
        ),
    ),
}


def against(problem, other, margin):
    """Adam's area against that of another optimizer on one problem."""
    statement = NOT_SLOWER if margin else FASTER
    published, notes = SOURCES["logistic" if problem == "logistic" else "network"]
    return Claim(
        name=f"{problem}-{other}",
        statement=statement.format(other=OPTIMIZERS[other], where=PROBLEMS[problem]),
        criterion=area_below(f"{problem}-adam", f"{problem}-{other}", margin),
        published=published,
        scales=TRAINED,
        counter_evidence=notes,
    )


def area_below(better, worse, margin=0.0):
    """The mean cost of one arm is lower than that of another."""
    return Difference(
        better=better, worse=worse, metric="area", margin=margin, scale="log"
    )


def update_claim(arm, expected, statement):
    """The exact size of the first update."""
    return Claim(
        name=f"first-update-{arm}",
        statement=statement,
        criterion=Agreement(
            arm=arm, metric="first_update", expected=expected, relative=0.001
        ),
        published=Published(f"{expected:g}", "derived", "algorithm 1"),
    )


CLAIMS = (
    *(
        against(problem, other, margin)
        for problem, others in MARGINS.items()
        for other, margin in others.items()
    ),
    Claim(
        name="bias-correction",
        statement=f"With beta_2 = {BETA_2:g} Adam is faster with its bias "
        "correction than without, each at its own rate.",
        criterion=area_below("corrected", "uncorrected"),
        published=Published(
            "unstable without it for beta_2 near 1", "from memory", "figure 4"
        ),
        scales=TRAINED,
    ),
    update_claim(
        "corrected", 1.0, "With bias correction the first update is one rate."
    ),
    update_claim(
        "uncorrected",
        (1 - BETA_1) / (1 - BETA_2) ** 0.5,
        "Without bias correction the first update is (1 - beta_1) / "
        "sqrt(1 - beta_2) = 10 rates.",
    ),
)
