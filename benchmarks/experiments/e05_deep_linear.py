"""How does the time to learn grow with the depth of a linear network?"""

import functools

import numpy as np

from benchmarks.engine.criteria import Agreement, Slope, TimeRatio
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Published,
    Scale,
    Source,
    one_by_one,
)
from benchmarks.engine.training import dataset_of
from benchmarks.experiments._e05_modes import MODES, mode_times
from benchmarks.networks import deep_linear

DEPTHS = (2, 4, 8, 16, 32)
INITIALIZERS = ("orthogonal", "gaussian")
LEFT = 0.1
RATES = tuple(float(f"{10 ** (k / 5):.3g}") for k in range(-14, 6))
TRAINING = ("quick", "paper")


def learn(settings, seed):
    """How long a network takes to learn, and one that is aligned with the modes."""
    depth, initializer = settings["depth"], settings["initializer"]
    problem = problem_of(settings["dataset"])
    features, outputs = problem.targets.shape
    sizes = [features, *[settings["width"]] * (depth - 1), outputs]
    kernels = deep_linear.draw(initializer, sizes, seed)
    steps, rate = fastest(kernels, problem, settings["most_steps"])
    aligned = initializer == "orthogonal"
    times = mode_times(problem, depth, seed) if aligned else None
    return {"learning_rate": rate, "steps": steps, "mode_times": times}


def fastest(kernels, problem, most_steps):
    """Steps to learn, and the rate that needs the fewest; None for never."""
    steps, best = None, None
    for rate in RATES[::-1]:
        found = deep_linear.steps_to(kernels, problem, rate, LEFT, most_steps)
        if found is not None:
            # A lower rate is the fastest only if it takes fewer steps.
            steps, best, most_steps = found, rate, found - 1
    return steps, best


@functools.cache
def problem_of(name):
    """Images against classes."""
    dataset = dataset_of(name)
    x = dataset.x_train.reshape(len(dataset.x_train), -1)
    return deep_linear.Problem.of(x, np.eye(dataset.num_classes)[dataset.y_train])


def modes_claim(depth, scales):
    """An aligned network follows the solution of the differential equation."""
    return Claim(
        name=f"modes-{depth}",
        statement=f"In an aligned network of {depth} weight layers the {MODES} "
        "strongest modes of the whitened digits take the time to 90 % that the exact "
        "solution gives, to 1 %.",
        criterion=Agreement(
            arm=f"orthogonal-{depth}",
            metric="mode_times",
            expected=(1.0,) * MODES,
            relative=0.01,
        ),
        published=Published(
            "du/dt = D u^(2 - 2/D) (s - u)", "read", "the solution for deep networks"
        ),
        scales=scales,
    )


def slope_claim(initializer, statement, published, low, high=np.inf):
    """The exponent of the learning time over depth."""
    return Claim(
        name=f"slope-{initializer}",
        statement=statement,
        criterion=Slope(
            arms=tuple(f"{initializer}-{depth}" for depth in DEPTHS),
            x=DEPTHS,
            metric="steps",
            low=low,
            high=high,
        ),
        published=published,
        scales=TRAINING,
        deviations=("The paper draws curves and gives no exponent.",),
    )


EXPERIMENT = Experiment(
    name="e05_deep_linear",
    title="Learning time of deep linear networks",
    question="How does the time to learn grow with the depth of a linear network?",
    source=Source(
        title="Exact solutions to the nonlinear dynamics of learning in deep linear "
        "neural networks",
        authors="Saxe, McClelland & Ganguli",
        year=2014,
        url="https://arxiv.org/abs/1312.6120",
        where="section 2, figures 4 and 6A",
    ),
    arms=tuple(
        Arm(f"{initializer}-{depth}", {"initializer": initializer, "depth": depth})
        for initializer in INITIALIZERS
        for depth in DEPTHS
    ),
    scales={
        "smoke": Scale(
            seeds=10,
            settings={"dataset": "digits", "width": 64, "most_steps": 100},
            data="digits",
            arms=("orthogonal-2", "orthogonal-8", "gaussian-2", "gaussian-8"),
        ),
        "quick": Scale(
            seeds=10,
            settings={"dataset": "digits", "width": 64, "most_steps": 2000},
            data="digits",
            first_seed=200,
        ),
        "paper": Scale(
            seeds=10,
            settings={"dataset": "mnist", "width": 256, "most_steps": 2000},
            data="mnist",
        ),
    },
    measure=one_by_one(learn),
    metrics={
        "learning_rate": "the learning rate that learns fastest",
        "steps": "steps of gradient descent until a tenth is left of the loss that a "
        "linear map can take away; None is never",
        "mode_times": "time of the strongest modes of an aligned network to 90 %, by "
        "that of the exact solution (orthogonal arms)",
    },
    claims=(
        modes_claim(2, ("smoke", *TRAINING)),
        modes_claim(8, ("smoke", *TRAINING)),
        modes_claim(32, TRAINING),
        slope_claim(
            "orthogonal",
            "From orthogonal weights the steps to learn do not depend on the depth: "
            "they grow with an exponent between -0.25 and 0.25.",
            Published("learning times that do not depend on depth", "read", "abstract"),
            -0.25,
            0.25,
        ),
        slope_claim(
            "gaussian",
            "From scaled Gaussian weights they grow with depth, with an exponent "
            "above 0.5.",
            Published("learning time grows with depth", "read", "figure 6A"),
            0.5,
        ),
        Claim(
            name="orthogonal-faster-32",
            statement="At 32 weight layers scaled Gaussian weights take more than 3 "
            "times the steps of orthogonal ones.",
            criterion=TimeRatio(
                better="orthogonal-32", worse="gaussian-32", metric="steps", margin=3.0
            ),
            published=Published(
                "orthogonal weights learn fast where scaled Gaussian ones do not",
                "read",
                "figure 6A",
            ),
            scales=TRAINING,
        ),
    ),
    figure="benchmarks.figures.e05_deep_linear:draw",
    deviations=(
        "Quick scale: 64 hidden units and up to 32 weight layers on 8 x 8 digits; the "
        "paper has 1000 units, up to 99 weight layers and MNIST.",
        "Paper scale: 256 hidden units and up to 32 weight layers on MNIST.",
        "Inputs and targets have their means taken out, for the network has no biases.",
        "The fastest of 20 learning rates is taken for each network, as in the paper. "
        "A pilot on other seeds, with a rate chosen per arm on seeds of its own, had "
        "let through rates at which some networks diverge.",
        "Unsupervised pre-training, whose curve in the paper is that of orthogonal "
        "weights, is not rerun.",
    ),
)
