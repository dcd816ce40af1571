"""Are classical momentum and Nesterov's the same method for small steps?"""

import keras
import numpy as np

from benchmarks.engine.criteria import Agreement, Slope
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Published,
    Scale,
    Source,
    one_by_one,
)
from benchmarks.experiments.theory import momentum as theory
from keras_nntricks.optimizers import SGD

RATES = (1e-4, 1e-3, 1e-2, 1.0)
SMALL_RATES = RATES[:3]
SIZES = {"directions": 50, "steps": 10, "momentum": 0.9}


def compare(settings, seed):
    """Both methods on one quadratic, against each other and the closed form."""
    generator = np.random.default_rng(seed)
    start = generator.standard_normal(settings["directions"])
    curvature = generator.uniform(0.1, 1.0, settings["directions"])
    classical = descend(start, curvature, nesterov=False, **settings)
    nesterov = descend(start, curvature, nesterov=True, **settings)
    problem = start, settings["rate"] * curvature
    pace = settings["momentum"], settings["steps"]
    return {
        "classical_deviation": deviation(classical, theory.classical(*problem, *pace)),
        "nesterov_deviation": deviation(nesterov, theory.nesterov(*problem, *pace)),
        "gap": relative(nesterov[1], classical[1]),
    }


def descend(start, curvature, rate, momentum, steps, nesterov, directions):
    """Position and velocity that the optimizer has after its steps."""
    del directions
    where = keras.Variable(start.astype("float32"))
    curvature = keras.ops.convert_to_tensor(curvature.astype("float32"))
    optimizer = SGD(rate, momentum=momentum, nesterov=nesterov)
    for _ in range(steps):
        optimizer.apply([curvature * where], [where])
    position = keras.ops.convert_to_numpy(where)
    velocity = keras.ops.convert_to_numpy(optimizer.momentums[0])
    # Nesterov's variable is where the gradient is taken: ahead of the position.
    ahead = momentum * velocity if nesterov else 0.0
    return position - ahead, velocity


def deviation(measured, expected):
    """The larger of the relative deviations of position and velocity."""
    return max(relative(m, e) for m, e in zip(measured, expected, strict=True))


def relative(values, others):
    """Norm of the difference, as a share of that of `others`."""
    return float(np.linalg.norm(values - others) / np.linalg.norm(others))


def name_of(rate):
    """The arm of a learning rate."""
    return f"rate-{rate:g}"


def identity_claim(rate, method, statement):
    """What the optimizer does equals the closed form."""
    return Claim(
        name=f"{method}-{rate:g}",
        statement=statement,
        criterion=Agreement(
            arm=name_of(rate),
            metric=f"{method}_deviation",
            expected=0.0,
            absolute=1e-4,
        ),
        published=Published("0", "derived", "theorem 2.1"),
    )


EXPERIMENT = Experiment(
    name="e14_quadratic",
    title="Classical momentum against Nesterov's on a quadratic",
    question="Are classical momentum and Nesterov's the same method for small steps?",
    source=Source(
        title="On the importance of initialization and momentum in deep learning",
        authors="Sutskever, Martens, Dahl & Hinton",
        year=2013,
        url="https://proceedings.mlr.press/v28/sutskever13.html",
        where="section 2.1, theorem 2.1",
    ),
    arms=tuple(Arm(name_of(rate), {"rate": rate}) for rate in RATES),
    scales={
        "smoke": Scale(seeds=5, settings=SIZES),
        "quick": Scale(seeds=10, settings=SIZES, first_seed=100),
    },
    measure=one_by_one(compare),
    metrics={
        "classical_deviation": "relative deviation of classical momentum's position or "
        "velocity from the closed form, the larger of the two",
        "nesterov_deviation": "the same of Nesterov's, from classical momentum with "
        "momentum times 1 - rate * eigenvalue",
        "gap": "norm of the difference of the two methods' velocities, relative to the "
        "norm of the classical one",
    },
    claims=(
        identity_claim(
            1.0,
            "nesterov",
            "At rate 1 Nesterov's method is, in each eigendirection, classical "
            "momentum with the momentum times 1 - rate * eigenvalue.",
        ),
        identity_claim(
            1.0,
            "classical",
            "At rate 1 classical momentum follows its closed form.",
        ),
        identity_claim(
            0.01,
            "nesterov",
            "The same identity at rate 0.01.",
        ),
        Claim(
            name="same-limit",
            statement="The two methods become one as the rate goes to 0: their gap "
            "falls in proportion to the rate, with an exponent of 1 to 0.05.",
            criterion=Slope(
                arms=tuple(name_of(rate) for rate in SMALL_RATES),
                x=SMALL_RATES,
                metric="gap",
                low=0.95,
                high=1.05,
            ),
            published=Published("1", "derived", "theorem 2.1, first order in the rate"),
        ),
    ),
    figure="benchmarks.figures.e14_quadratic:draw",
    deviations=(
        "50 random eigenvalues in [0.1, 1], momentum 0.9, 10 steps from rest: small "
        "enough that float32 shows the gap.",
    ),
)
