"""Which initialization keeps activations alive through ten layers?"""

import keras
import numpy as np

from benchmarks.engine.criteria import Agreement
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Published,
    Scale,
    Source,
    one_by_one,
)
from benchmarks.experiments.theory import activation_moments
from keras_nntricks.initializers import MSRA, Xavier

EXAMPLES, WIDTH, DEPTH, BINS = 1000, 500, 10, 30
RANGES = {"tanh": (-1.0, 1.0), "relu": (0.0, 3.0)}
ACTIVATIONS = {"tanh": np.tanh, "relu": lambda signal: np.maximum(signal, 0)}
WEIGHT_STDS = {
    "normal-0.01": 0.01,
    "normal-1": 1.0,
    "xavier": WIDTH**-0.5,
    "he": (2 / WIDTH) ** 0.5,
}
INITIALIZERS = {
    "normal-0.01": lambda seed: keras.initializers.RandomNormal(0.0, 0.01, seed),
    "normal-1": lambda seed: keras.initializers.RandomNormal(0.0, 1.0, seed),
    "xavier": lambda seed: Xavier(
        mode="fan_in", distribution="untruncated_normal", seed=seed
    ),
    "he": lambda seed: MSRA(distribution="untruncated_normal", seed=seed),
}
ARMS = tuple(
    Arm(name, {"activation": activation, "initializer": initializer})
    for name, activation, initializer in (
        ("tanh-0.01", "tanh", "normal-0.01"),
        ("tanh-1", "tanh", "normal-1"),
        ("tanh-xavier", "tanh", "xavier"),
        ("relu-xavier", "relu", "xavier"),
        ("relu-he", "relu", "he"),
    )
)
PRINTS = {
    "tanh-0.01": "0.213081 0.047551 0.010630 0.002378 0.000532 "
    "0.000119 0.000026 0.000006 0.000001 0.000000",
    "relu-he": "0.825232 0.827835 0.813855 0.826902 0.834092 "
    "0.860035 0.870610 0.889348 0.845357 0.844523",
    "tanh-1": "0.98188 0.98174",
    "tanh-xavier": "0.627953 0.486051 0.407723 0.357108 0.320917 "
    "0.292116 0.273387 0.254935 0.239266 0.228008",
    "relu-xavier": "0.582273 0.403795 0.276912 0.198685 0.140299 "
    "0.103280 0.072748 0.051572 0.038583 0.026076",
}


TITLES = {
    "tanh-0.01": "Tanh, weights of 0.01",
    "tanh-1": "Tanh, weights of 1",
    "tanh-xavier": "Tanh, Xavier",
    "relu-xavier": "ReLU, Xavier",
    "relu-he": "ReLU, He",
}


def activation_statistics(settings, seed):
    """Mean, spread and histogram of each layer's activations in one network."""
    activation = ACTIVATIONS[settings["activation"]]
    signal = np.random.default_rng(seed).standard_normal((EXAMPLES, WIDTH))
    signal = signal.astype("float32")
    metrics = {"input_std": float(signal.std()), "mean": [], "std": [], "histogram": []}
    # Columns are independent and fan_in is WIDTH: one draw serves all layers.
    kernel = INITIALIZERS[settings["initializer"]](seed)((WIDTH, DEPTH * WIDTH))
    for layer in np.split(keras.ops.convert_to_numpy(kernel), DEPTH, axis=1):
        signal = activation(signal @ layer)
        counts, _ = np.histogram(signal, BINS, RANGES[settings["activation"]])
        metrics["mean"].append(float(signal.mean(dtype="float64")))
        metrics["std"].append(float(signal.std(dtype="float64")))
        metrics["histogram"].append(counts.tolist())
    metrics["std_ends"] = metrics["std"][:: DEPTH - 1]
    metrics["saturated"] = float(np.mean(np.abs(signal) > 0.99))
    return metrics


def theory(arm):
    """The standard deviations of an infinitely wide network."""
    stds = {
        "tanh": activation_moments.tanh_layer_stds,
        "relu": activation_moments.relu_layer_stds,
    }[arm.settings["activation"]]
    return stds(WEIGHT_STDS[arm.settings["initializer"]], WIDTH, DEPTH)


def theory_claim(arm):
    """Every layer's mean spread is that of the infinitely wide network."""
    stds = theory(arm)
    return Claim(
        name=f"theory-{arm.name}",
        statement=f"{TITLES[arm.name]}: each layer's standard deviation is that of an "
        f"infinitely wide network, {stds[0]:.4g} in layer 1, {stds[-1]:.4g} in layer "
        f"{DEPTH}.",
        criterion=Agreement(arm=arm.name, metric="std", expected=stds, relative=0.01),
        published=Published(f"{stds[0]:.4g} ... {stds[-1]:.4g}", "derived"),
    )


def lecture_claim(name, mark, metric="std", rounding=5e-7):
    """The lecture's printed network is one that our seeds could have drawn."""
    texts = PRINTS[name].split()
    prints = tuple(float(text) for text in texts)
    return Claim(
        name=f"lecture-{name}",
        statement=f"{TITLES[name]}: the lecture's printed standard deviations lie "
        "within the spread between our seeds.",
        criterion=Agreement(
            arm=name, metric=metric, expected=prints, absolute=rounding, spread="seed"
        ),
        published=Published(f"{texts[0]} ... {texts[-1]}", mark, "slides 41-50"),
        exploratory=mark != "read",
    )


EXPERIMENT = Experiment(
    name="e01_activation_statistics",
    title="Activation statistics by initialization",
    question="Which initialization keeps activations alive through ten layers?",
    source=Source(
        title="CS231n 2017, lecture 6: Training Neural Networks, part I",
        authors="Li, Johnson & Yeung",
        year=2017,
        url="https://cs231n.stanford.edu/slides/2017/cs231n_2017_lecture6.pdf",
        where="slides 41-50",
    ),
    arms=ARMS,
    scales={
        "smoke": Scale(seeds=10),
        "quick": Scale(seeds=20),
        "paper": Scale(seeds=40),
    },
    measure=one_by_one(activation_statistics),
    metrics={
        "input_std": "standard deviation of the inputs",
        "mean": "mean activation, layers 1 to 10",
        "std": "standard deviation of the activations, layers 1 to 10",
        "std_ends": "the same, layers 1 and 10",
        "histogram": "units x examples per bin, 10 layers x 30 bins; tanh from -1 to "
        "1, ReLU from 0 to 3",
        "saturated": "fraction of the last layer's activations beyond 0.99 in size",
    },
    claims=(
        *(theory_claim(arm) for arm in ARMS),
        lecture_claim("tanh-0.01", "read"),
        lecture_claim("relu-he", "read"),
        lecture_claim("tanh-1", "from memory", metric="std_ends", rounding=5e-6),
        lecture_claim("tanh-xavier", "from memory"),
        lecture_claim("relu-xavier", "from memory"),
    ),
    figure="benchmarks.figures.e01_activation_statistics:draw",
    deviations=(
        "ReLU histograms reach to 3 and the bar at 0 is cut, so that the tail is seen.",
    ),
)
