"""Is batch renormalization what its paper says: identities and the schedule?"""

import keras
import numpy as np

from benchmarks.engine.criteria import Agreement
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Outcome,
    Published,
    Scale,
    Source,
)
from benchmarks.experiments.theory import batch_renorm
from keras_nntricks import sweeps
from keras_nntricks.initializers import MSRA
from keras_nntricks.layers import BatchNorm

CHANNELS, EXAMPLES, CLASSES = 6, 24, 3
NO_RENORM = {"rmax": 1.0, "dmax": 0.0}
CLIPPED = {"rmax": 1.5, "dmax": 0.5}
STEPS = (0, 5_000, 15_000, 22_500, 25_000, 40_000, 100_000)
CLOSE = 1e-4


def measure(cells):
    """Nets of all seeds train together; the layers are called seed by seed."""
    updates = cells[0].settings["updates"]
    distances = trained_distances([cell.seed for cell in cells], updates)
    for cell, distance in zip(cells, distances, strict=True):
        stream = np.random.default_rng([cell.seed, 20])
        metrics = {
            "weights": distance,
            "clipped_outputs": clipped_outputs(stream, updates),
            "unclipped_outputs": unclipped_outputs(stream, updates),
            "unclipped_ghosts": unclipped_outputs(stream, updates, 4),
            "algorithm": from_algorithm(stream, updates),
            **schedule(stream),
        }
        yield Outcome(cell, metrics)


def build(renorm):
    """A small net that normalizes, with limits that leave no renormalization."""
    model = keras.Sequential(
        [
            keras.layers.Input((CHANNELS,)),
            keras.layers.Dense(16, kernel_initializer=MSRA()),
            BatchNorm(renorm=renorm, renorm_clipping=NO_RENORM),
            keras.layers.Activation("relu"),
            keras.layers.Dense(CLASSES, kernel_initializer=MSRA()),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1), loss)
    return model


def trained_distances(seeds, updates):
    """How far the two trained nets of a seed are apart, at the farthest weight."""
    stream = np.random.default_rng(20)
    x = batch(stream, updates * EXAMPLES)
    y = stream.integers(CLASSES, size=len(x))
    runs = sweeps.grid(seed=seeds, renorm=[False, True])
    result = sweeps.fit_many(build, x, y, runs, batch_size=EXAMPLES)
    kernels = [result.weights(i)[:4] + result.weights(i)[-2:] for i in range(len(runs))]
    pairs = zip(kernels[::2], kernels[1::2], strict=True)
    return [max(map(distance, *pair)) for pair in pairs]


def batch(stream, examples=EXAMPLES):
    """Inputs whose channels have means and deviations of their own."""
    deviations = np.geomspace(0.5, 3, CHANNELS)
    noise = stream.standard_normal((examples, CHANNELS))
    return (noise * deviations + np.linspace(-2, 4, CHANNELS)).astype("float32")


def layer_of(**settings):
    """A layer that renormalizes, built, with averages as in the paper."""
    averages = {"population_variance": False, "debias": False}
    layer = BatchNorm(renorm=True, **averages, **settings)
    layer.build((None, CHANNELS))
    return layer


def call(layer, x, training):
    return keras.ops.convert_to_numpy(layer(x, training=training))


def distance(first, second):
    return float(np.max(np.abs(np.asarray(first) - np.asarray(second))))


def clipped_outputs(stream, updates):
    """From plain batch normalization, where r is 1 and d is 0."""
    renorm, plain = layer_of(renorm_clipping=NO_RENORM), BatchNorm()
    batches = [batch(stream) for _ in range(updates)]
    return max(distance(call(renorm, b, True), call(plain, b, True)) for b in batches)


def unclipped_outputs(stream, updates, ghosts=None):
    """From the output of inference by the same averages, without limits."""
    layer = layer_of(renorm_clipping=None, virtual_batch_size=ghosts)
    for _ in range(updates):
        call(layer, batch(stream), training=True)
    newest = batch(stream)
    return distance(call(layer, newest, False), call(layer, newest, True))


def from_algorithm(stream, updates):
    """From the paper's algorithm in NumPy, over all batches and then in inference."""
    layer = layer_of(renorm_clipping=CLIPPED)
    batches = [batch(stream) for _ in range(updates)]
    found = [call(layer, b, training=True) for b in batches]
    wanted, mean, deviation = batch_renorm.train(
        batches, CLIPPED["rmax"], CLIPPED["dmax"], layer.momentum, layer.epsilon
    )
    inference = call(layer, batches[0], training=False)
    last = distance(inference, (batches[0] - mean) / deviation)
    return max(distance(found, wanted), last)


def schedule(stream):
    """The r and d that inputs far from the averages get, after each of STEPS."""
    layer = layer_of()
    weights = layer.get_weights()
    x = 1_000 * (batch(stream) + 10)
    found = []
    for step in STEPS:
        layer.set_weights([*weights[:-1], np.float32(step)])
        outputs = call(layer, x, training=True)
        found.append((outputs.std(axis=0).max(), outputs.mean(axis=0).max()))
    r, d = np.array(found, "float64").T
    return {"r": r.tolist(), "d": d.tolist()}


def identity(metric, statement, published):
    """A distance that is zero but for rounding."""
    return exact(metric, statement, published, 0.0)


def exact(metric, statement, published, expected):
    """A metric that equals what is expected, to float32."""
    criterion = Agreement(
        arm="renorm", metric=metric, expected=expected, absolute=CLOSE, z=0.0
    )
    return Claim(
        name=metric.replace("_", "-"),
        statement=statement,
        criterion=criterion,
        published=Published(published, "derived", "algorithm 1 and section 3"),
    )


LIMITS = [batch_renorm.limits(step) for step in STEPS]

EXPERIMENT = Experiment(
    name="e20_renorm_identities",
    title="Batch renormalization, exactly",
    question="Is batch renormalization the identity that its paper derives?",
    source=Source(
        title="Batch Renormalization: Towards Reducing Minibatch Dependence in "
        "Batch-Normalized Models",
        authors="Ioffe",
        year=2017,
        url="https://arxiv.org/abs/1702.03275",
        where="section 3, algorithm 1; section 4 for the schedule",
    ),
    arms=(Arm("renorm"),),
    scales={
        "smoke": Scale(seeds=5, settings={"updates": 20}, seeds_at_once=5),
        "quick": Scale(seeds=10, settings={"updates": 50}, seeds_at_once=10),
        "paper": Scale(seeds=20, settings={"updates": 200}, seeds_at_once=20),
    },
    measure=measure,
    metrics={
        "weights": "farthest trained weight from that of a net with plain batch "
        "normalization, where r is 1 and d is 0",
        "clipped_outputs": "farthest output from plain batch normalization, r 1, d 0",
        "unclipped_outputs": "farthest training output from inference, no limits",
        "unclipped_ghosts": "the same with ghost batches of 4",
        "algorithm": "farthest output from the paper's algorithm in NumPy",
        "r": f"r of inputs far from the averages after {STEPS} steps",
        "d": "d of the same",
    },
    claims=(
        identity(
            "clipped_outputs",
            "With r = 1 and d = 0 the outputs are those of batch normalization.",
            "r = 1, d = 0 is batch normalization",
        ),
        identity(
            "weights",
            "With r = 1 and d = 0 a net trains to the same weights as with batch "
            "normalization.",
            "r = 1, d = 0 is batch normalization",
        ),
        identity(
            "unclipped_outputs",
            "Without limits the output of training is that of inference by the same "
            "moving averages.",
            "(x - mean) / deviation in both",
        ),
        identity(
            "unclipped_ghosts",
            "Without limits that holds for micro-batches of 4 as well.",
            "(x - mean) / deviation in both",
        ),
        identity(
            "algorithm",
            "With limits 1.5 and 0.5 all outputs are those of the paper's algorithm.",
            "0",
        ),
        exact(
            "r",
            "The largest r grows from 1 at 5,000 steps to 3 at 40,000.",
            "1 to 3",
            tuple(r for r, _ in LIMITS),
        ),
        exact(
            "d",
            "The largest d grows from 0 at 5,000 steps to 5 at 25,000.",
            "0 to 5",
            tuple(d for _, d in LIMITS),
        ),
    ),
    figure="benchmarks.figures.e20_renorm_identities:draw",
)
