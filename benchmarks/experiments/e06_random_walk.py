"""Which gain keeps the norm of a signal from drifting through a deep ReLU net?"""

import math

import keras
import numpy as np

from benchmarks.engine.criteria import Agreement, MeanWithin
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Published,
    Scale,
    Source,
    one_by_one,
)
from benchmarks.experiments.theory import random_walk
from keras_nntricks.initializers import MSRA, GainScaling, Xavier

WIDTH, DEPTH, RECORD_EVERY = 100, 200, 10
GAINS = {
    "xavier": 1.0,
    "he": math.sqrt(2),
    "random-walk": random_walk.random_walk_gain(WIDTH),
}
TITLES = {
    "xavier": "Xavier's weights",
    "he": "He's weights",
    "random-walk": "the random-walk gain",
}
INITIALIZERS = {
    "xavier": lambda seed: Xavier(
        mode="fan_in", distribution="untruncated_normal", seed=seed
    ),
    "he": lambda seed: MSRA(distribution="untruncated_normal", seed=seed),
    "random-walk": lambda seed: GainScaling(
        GAINS["random-walk"], distribution="untruncated_normal", seed=seed
    ),
}


def walks(settings, seed):
    """ln(norm^2) relative to the input, in several networks of their own."""
    name = settings["initializer"]
    # Without an own stream per arm all three would be one walk, shifted.
    stream = np.random.default_rng([seed, list(GAINS).index(name)])
    paths = np.array(
        [walk(INITIALIZERS[name], stream) for _ in range(settings["networks"])]
    )
    return {
        "drift": float(paths[:, -1].mean()),
        "drifts": paths[:, -1].tolist(),
        "path": paths[:, ::RECORD_EVERY].mean(axis=0).tolist(),
    }


def walk(initializer, stream):
    """One signal through one network: the logarithm after 0, 1, ..., DEPTH layers."""
    kernels = draw_kernels(initializer(int(stream.integers(2**31))))
    signal = stream.standard_normal(WIDTH).astype("float32")
    steps = [0.0]
    for kernel in kernels:
        # Scaled back to norm 1 in each layer: Xavier's norm leaves float32.
        signal = signal / np.linalg.norm(signal)
        signal = np.maximum(signal @ kernel, 0)
        steps.append(2 * np.log(np.linalg.norm(signal)))
    return np.cumsum(steps)


def draw_kernels(initializer):
    """All layers in one call: a kernel's columns are independent, fan_in is WIDTH."""
    drawn = keras.ops.convert_to_numpy(initializer((WIDTH, DEPTH * WIDTH)))
    return np.split(drawn, DEPTH, axis=1)


def theory_claim(arm, published):
    """The mean drift over networks is what the exact theory says."""
    expected = random_walk.drift(WIDTH, DEPTH, GAINS[arm])
    return Claim(
        name=f"theory-{arm}",
        statement=f"With {TITLES[arm]} ln(norm^2) drifts by {expected:.2f} over "
        f"{DEPTH} layers of width {WIDTH}.",
        criterion=Agreement(arm=arm, metric="drift", expected=expected),
        published=published,
    )


EXPERIMENT = Experiment(
    name="e06_random_walk",
    title="Random-walk drift of a deep ReLU network",
    question="Which gain keeps the norm of a signal from drifting through a deep "
    "ReLU net?",
    source=Source(
        title="Random Walk Initialization for Training Very Deep Feedforward Networks",
        authors="Sussillo & Abbott",
        year=2014,
        url="https://arxiv.org/abs/1412.6558",
        where="the gain for ReLU and the mean of ln z",
    ),
    arms=tuple(Arm(name, {"initializer": name}) for name in GAINS),
    scales={
        "smoke": Scale(seeds=10, settings={"networks": 4}),
        "quick": Scale(seeds=20, settings={"networks": 20}),
        "paper": Scale(seeds=40, settings={"networks": 100}),
    },
    measure=one_by_one(walks),
    metrics={
        "drift": "ln(norm^2 after the last layer / norm^2 of the input), mean over "
        "the cell's networks, nats",
        "drifts": "the same, network by network",
        "path": f"the mean after 0, {RECORD_EVERY}, {2 * RECORD_EVERY}, ... layers",
    },
    claims=(
        theory_claim("xavier", Published("-143.7", "derived", "chi-square steps")),
        theory_claim("he", Published("-5.08", "derived", "chi-square steps")),
        theory_claim("random-walk", Published("-0.17", "derived", "fit, not exact")),
        Claim(
            name="he-drifts",
            statement="He's gain lets the norm shrink: the mean drift is below 0.",
            criterion=MeanWithin(arm="he", metric="drift", high=0.0),
            published=Published("below 0", "quoted", "mean of ln z at g^2 = 2"),
        ),
        Claim(
            name="random-walk-stays",
            statement="The random-walk gain keeps the mean drift within 0.7 of 0.",
            criterion=MeanWithin(arm="random-walk", metric="drift", low=-0.7, high=0.7),
            published=Published("about 0", "quoted", "by construction of the gain"),
            scales=("quick", "paper"),
            counter_evidence=(
                "The drift that remains is small against its spread between "
                f"networks, {random_walk.drift_sd(WIDTH, DEPTH):.1f} nats.",
            ),
        ),
    ),
    figure="benchmarks.figures.e06_random_walk:draw",
    deviations=("The signal is followed forward; the paper follows gradients back.",),
)
