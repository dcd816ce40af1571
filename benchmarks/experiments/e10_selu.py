"""Do SELUs keep mean 0 and variance 1 through depth, and do they learn faster?"""

import functools

from benchmarks.engine.spec import (
    Arm,
    Experiment,
    Scale,
    Source,
    Tuning,
)
from benchmarks.engine.training import dataset_of, measure_training
from benchmarks.experiments import _e10_signals
from benchmarks.experiments._e10_claims import CLAIMS, TARGET
from benchmarks.experiments.shared.learning import (
    losses_of,
    mean_of_first,
    steps_per_epoch,
    steps_to,
)
from benchmarks.experiments.shared.prepared_inputs import arrays
from benchmarks.networks import initialized_mlp

INPUTS = "standardised"
# Each kind of unit has the weights that its paper gives it.
UNITS = {
    "selu": {"activation": "selu", "initializer": "lecun"},
    "relu": {"activation": "relu", "initializer": "he"},
    "batch-norm": {"activation": "relu", "initializer": "he", "batch_norm": True},
}
SIGNALS = ("means", "variances", "last_mean", "last_variance")


def build(units, **settings):
    """The network of that kind of unit, compiled."""
    return initialized_mlp.build(**UNITS[units], **settings)


def metrics_of(row, result, i, cell):
    """How run `i` learned; the signals of an untrained network of its seed."""
    del result, i
    dataset, losses = dataset_of(cell.data), losses_of(row["history"])
    steps = steps_per_epoch(dataset, cell.settings["batch_size"])
    metrics = {
        "steps": steps * len(losses),
        "loss": row["history"]["loss"],
        "mean_loss": mean_of_first(losses, 1.0),
        "final_loss": losses[-1],
        "steps_to_target": steps_to(losses, TARGET, steps),
    }
    if cell.phase == "final":
        metrics |= at_start(cell.settings["units"], cell.seed)
    return metrics


def at_start(units, seed):
    """The exact map is that of SELU; batch normalization has no signals to keep."""
    nothing = dict.fromkeys((*_e10_signals.EXACT, *SIGNALS))
    if units == "batch-norm":
        return nothing
    exact = _e10_signals.exact() if units == "selu" else {}
    return {**nothing, **exact, **_e10_signals.signals(units, seed)}


EXPERIMENT = Experiment(
    name="e10_selu",
    title="Self-normalizing networks",
    question="Do SELUs keep mean 0 and variance 1 through depth, and do they learn "
    "faster?",
    source=Source(
        title="Self-Normalizing Neural Networks",
        authors="Klambauer, Unterthiner, Mayr & Hochreiter",
        year=2017,
        url="https://arxiv.org/abs/1706.02515",
        where="theorem 1, figure 1",
    ),
    arms=tuple(Arm(units, {"units": units}) for units in UNITS),
    scales={
        "smoke": Scale(
            seeds=10,
            settings={
                "hidden_layers": 4,
                "width": 16,
                "batch_size": 100,
                "epochs": 1,
                "learning_rate": 0.03,
            },
            data="digits",
            arms=("selu", "relu"),
            seeds_at_once=10,
        ),
        "quick": Scale(
            seeds=10,
            settings={
                "hidden_layers": 16,
                "width": 32,
                "batch_size": 60,
                "epochs": 20,
            },
            data="digits",
            first_seed=100,
            tuning=Tuning(
                "learning_rate", (0.01, 0.03, 0.1, 0.3), "mean_loss", seeds=2
            ),
            seeds_at_once=10,
        ),
        "paper": Scale(
            seeds=10,
            settings={
                "hidden_layers": 32,
                "width": 256,
                "batch_size": 128,
                "epochs": 40,
                "shape": (28, 28, 1),
            },
            data="mnist",
            tuning=Tuning("learning_rate", (0.003, 0.01, 0.03, 0.1, 0.3), "mean_loss"),
            seeds_at_once=10,
        ),
    },
    measure=measure_training(
        build, metrics_of, arrays=functools.partial(arrays, inputs=INPUTS)
    ),
    metrics={
        "steps": "number of steps trained",
        "loss": "training loss, mean over each epoch, nats",
        "mean_loss": "the same, mean over all epochs",
        "final_loss": "training loss of the last epoch, nats",
        "steps_to_target": "steps to the end of the first epoch with a training loss "
        f"below {TARGET:g}; None is never",
        "normal_mean": "E SELU(z), z ~ N(0, 1) (SELU's arm, as all of the exact map)",
        "normal_square": "E SELU(z)^2",
        "gain": "1 / sqrt(E SELU(z)^2), by quadrature",
        "farthest": "largest distance of (mean, variance) from (0, 1) after "
        f"{_e10_signals.LAYERS_TO_FIXED_POINT} layers, from the domain's corners",
        "jacobian_norm": "spectral norm of the map's Jacobian at (0, 1)",
        "image_means": "smallest and largest mean that the domain is mapped to",
        "distance_inside": "distance of the domain's image from the domain's edges",
        "means": "mean of all units by layer, 32 untrained layers of 256 units",
        "variances": "variance of all units by layer",
        "last_mean": "mean of all units of the last layer",
        "last_variance": "variance of all units of the last layer",
    },
    claims=CLAIMS,
    figure="benchmarks.figures.e10_selu:draw",
    deviations=(
        "Quick scale: 16 hidden layers of 32 units and 440 steps on 8 x 8 digits, "
        "which a pilot on other seeds had shown to be enough; paper scale: 32 hidden "
        "layers of 256 units. The paper has 8, 16 and 32.",
        "Inputs are standardised pixel by pixel, for all arms.",
        "The learning rate is chosen per arm by the mean training loss on seeds of its "
        "own.",
        "A kind of unit is one setting: SELU comes with LeCun's weights, ReLU with "
        "He's.",
    ),
)
