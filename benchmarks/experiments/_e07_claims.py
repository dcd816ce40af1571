"""What is claimed of layer-sequential unit variance."""

from benchmarks.engine.criteria import Difference, ProportionDifference, ShareOfSeeds
from benchmarks.engine.spec import Claim, Published

TARGET = 1.0
TABLE = "table 3, FitNet-4, CIFAR-10"


def converges(activation, name, published):
    """All seeds of LSUV end below the target."""
    return Claim(
        name=f"converges-{activation}",
        statement=f"From LSUV {name} of 17 layers end with a training loss below "
        f"{TARGET:g} on at least 95 % of the seeds.",
        criterion=ShareOfSeeds(
            arm=f"{activation}-lsuv", metric="converged", low=1, at_least=0.95
        ),
        published=Published(published, "from memory", TABLE),
        scales=("quick", "paper"),
    )


def more_accurate(name, statement, better, worse, margin, published, **rest):
    """The held-out accuracy of one arm against another's."""
    return Claim(
        name=name,
        statement=statement,
        criterion=Difference(
            better=better,
            worse=worse,
            metric="held_out_accuracy",
            margin=margin,
            higher_is_better=True,
        ),
        published=published,
        scales=("quick", "paper"),
        **rest,
    )


CLAIMS = (
    converges("relu", "ReLU nets", "92.11 %"),
    converges("maxout", "maxout nets", "93.94 %"),
    Claim(
        name="converges-maxout-where-he-does-not",
        statement="Of maxout nets more end below a loss of 1 from LSUV than from "
        "He's variance: the share is higher by more than 0.5.",
        criterion=ProportionDifference(
            better="maxout-lsuv",
            worse="maxout-he",
            metric="converged",
            margin=0.5,
        ),
        published=Published("LSUV 93.94 %, He not converged", "from memory", TABLE),
        scales=("quick", "paper"),
    ),
    more_accurate(
        "relu-not-worse-than-he",
        "ReLU nets from LSUV are not less accurate than from He's variance, to "
        "half a point.",
        "relu-lsuv",
        "relu-he",
        -0.005,
        Published("92.11 % against 90.91 %", "from memory", TABLE),
    ),
    more_accurate(
        "maxout-better-than-xavier",
        "Maxout nets are more accurate from LSUV than from Xavier's variance.",
        "maxout-lsuv",
        "maxout-xavier",
        0.0,
        Published("93.94 % against 91.75 %", "from memory", TABLE),
    ),
    more_accurate(
        "inputs-need-unit-variance",
        "LSUV does not replace scaled inputs: with a standard deviation of 100 the "
        "network is less accurate, although all its variances are 1.",
        "relu-lsuv",
        "relu-lsuv-x100",
        0.0,
        Published(
            "0.425 against 0.379 without scaling",
            "read",
            "caffenet-benchmark, Dataset_size.md, 600 000 images, one run each",
        ),
    ),
)
