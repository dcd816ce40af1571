"""What is claimed of self-normalizing networks."""

from benchmarks.engine.criteria import (
    Agreement,
    Difference,
    ShareOfSeeds,
    TimeRatio,
)
from benchmarks.engine.spec import Claim, Published
from benchmarks.experiments._e10_signals import DEPTH, WIDTH

TARGET = 0.1
TRAINING = ("quick", "paper")
FIGURE_1 = Published(
    "deep SELU networks train faster than those with batch normalization",
    "from memory",
    "figure 1, MNIST and CIFAR-10, 8 to 32 layers",
)
ONE_RUN = (
    "On ImageNet at 128 pixels SELU and ReLU end alike: accuracy 0.470 and 0.471, one "
    "run each (caffenet-benchmark).",
)


def exact_claim(name, statement, metric, expected, published, absolute):
    """A number of the exact map; all seeds have the same."""
    return Claim(
        name=name,
        statement=statement,
        criterion=Agreement(
            arm="selu", metric=metric, expected=expected, absolute=absolute
        ),
        published=published,
        exploratory=published.mark == "from memory",
    )


def signal_claim(metric, low, high):
    """Nearly every seed keeps its signals."""
    return Claim(
        name=f"signals-{metric}",
        statement=f"After {DEPTH} layers of {WIDTH} SELUs "
        f"with LeCun's weights the {metric} of the units is between {low:g} and "
        f"{high:g} in at least 95 % of the seeds.",
        criterion=ShareOfSeeds(
            arm="selu", metric=f"last_{metric}", low=low, high=high, at_least=0.95
        ),
        published=Published(
            "activations converge towards mean 0 and variance 1", "read", "abstract"
        ),
    )


CLAIMS = (
    exact_claim(
        "normal-mean",
        "SELU of a standard normal input has mean 0.",
        "normal_mean",
        0.0,
        Published("0", "read", "the constants' definition"),
        1e-12,
    ),
    exact_claim(
        "normal-square",
        "SELU of a standard normal input has mean square 1.",
        "normal_square",
        1.0,
        Published("1", "read", "the constants' definition"),
        1e-12,
    ),
    exact_claim(
        "gain",
        "The gain of SELU, computed without its closed form, is 1.",
        "gain",
        1.0,
        Published("1", "derived", "1 / sqrt(mean square)"),
        1e-9,
    ),
    exact_claim(
        "contraction",
        "From mean ±0.1 and variance 0.8 or 1.5 the map goes to (0, 1).",
        "farthest",
        0.0,
        Published("a stable and attracting fixed point", "quoted", "theorem 1"),
        1e-9,
    ),
    exact_claim(
        "jacobian-norm",
        "At the fixed point the map's Jacobian has the spectral norm 0.7877.",
        "jacobian_norm",
        0.7877,
        Published("0.7877", "quoted", "by lecture notes on the paper"),
        5e-5,
    ),
    exact_claim(
        "image",
        "The domain of theorem 1 is mapped to means from -0.03106 to 0.06773.",
        "image_means",
        (-0.03106, 0.06773),
        Published("-0.03106 to 0.06773", "from memory", "theorem 1"),
        5e-6,
    ),
    Claim(
        name="stays-inside",
        statement="The map takes the domain of theorem 1 into itself.",
        criterion=ShareOfSeeds(
            arm="selu", metric="distance_inside", low=0.0, at_least=1.0
        ),
        published=Published(
            "mean in [-0.1, 0.1], variance in [0.8, 1.5], omega in [-0.1, 0.1], "
            "tau in [0.95, 1.1]",
            "from memory",
            "theorem 1",
        ),
        exploratory=True,
    ),
    signal_claim("mean", -0.05, 0.05),
    signal_claim("variance", 0.8, 1.25),
    Claim(
        name="faster-than-relu",
        statement="Deep networks of ReLUs with He's weights take more steps to a "
        f"training loss of {TARGET:g} than those of SELUs with LeCun's.",
        criterion=TimeRatio(
            better="selu", worse="relu", metric="steps_to_target", margin=1.0
        ),
        published=Published(
            "SELU networks can be trained with many layers", "read", "abstract"
        ),
        scales=TRAINING,
        counter_evidence=ONE_RUN,
    ),
    Claim(
        name="below-batch-norm",
        statement="Deep networks of SELUs end with a lower training loss than those "
        "of ReLUs with batch normalization.",
        criterion=Difference(
            better="selu",
            worse="batch-norm",
            metric="final_loss",
            margin=0.0,
            scale="log",
        ),
        published=FIGURE_1,
        scales=TRAINING,
        exploratory=True,
        counter_evidence=ONE_RUN,
    ),
)
