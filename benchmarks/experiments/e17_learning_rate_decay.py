"""Which decay of the learning rate is worth its trouble?"""

from benchmarks.engine.criteria import Agreement, Difference
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Published,
    Scale,
    Source,
    Tuning,
)
from benchmarks.engine.training import dataset_of, measure_training
from benchmarks.experiments.shared import decays
from benchmarks.experiments.shared.claims import TRAINED, lower_claim
from benchmarks.experiments.shared.learning import test_scores
from benchmarks.networks import deep_relu_convnet, plain_mlp
from benchmarks.networks.rate_table import RateTable

NETWORKS = {"mlp": plain_mlp.build, "convnet": deep_relu_convnet.build}
TITLES = {
    "constant": "constant",
    "step": "step",
    "exponential": "exponential",
    "inverse": "1/t",
    "linear": "linear",
    "cosine": "cosine",
    "linear-half": "linear, done at half",
    "exponential-half": "exponential, done at half",
}
HALF = 0.5


def build(network, schedule, budget, steps, learning_rate, **settings):
    """The network under a schedule that is done after `budget` of the steps."""
    shares = decays.rates_by_callback(schedule, round(budget * steps), steps)
    rates = RateTable(learning_rate * shares)
    model = NETWORKS[network](learning_rate=rates, **settings)
    rates.given_to(model.optimizer)
    return model


def metrics_of(row, result, i, cell):
    """How run `i` learned and, once the rate is chosen, what it knows at the end."""
    losses = row["history"]["val_loss"]
    metrics = {
        "first_rate": row["run"]["learning_rate"],
        "steps": cell.settings["steps"],
        "validation_loss_by_epoch": losses,
        "validation_loss": losses[-1],
        "validation_loss_at_half": losses[round(HALF * len(losses)) - 1],
    }
    if cell.phase == "final":
        metrics |= test_scores(result.model(i), dataset_of(cell.data))
        metrics["formula_error"] = formula_error(**cell.settings)
    return metrics


def formula_error(schedule, budget, steps, **_):
    """How far the rates that trained are from the formula, relative to the first."""
    return decays.formula_error(schedule, round(budget * steps), steps)


def formula_claim(schedule, formula):
    """The rates are those of the formula."""
    return Claim(
        name=f"formula-{schedule}",
        statement=f"The rates of the {TITLES[schedule]} decay, which this package's "
        f"callback gives, are {formula}, to one millionth of the first rate.",
        criterion=Agreement(
            arm=schedule, metric="formula_error", expected=0.0, absolute=1e-6, z=0
        ),
        published=Published(formula, *FORMULAS[schedule]),
    )


def decay_claim(schedule):
    """A decay ends with a lower test loss than a constant rate."""
    return lower_claim(
        f"{schedule}-beats-constant",
        schedule,
        "constant",
        "test_loss",
        f"With a {TITLES[schedule]} decay the test loss ends lower than at a constant "
        "rate, each from its own best first rate.",
        Published('"usually helpful"', "quoted", ANNEALING),
    )


ANNEALING = "CS231n notes, Neural Networks Part 3, annealing the learning rate"
POLICIES = "caffenet-benchmark, Lr_policy.md, CaffeNet on ImageNet at 128 pixels"
FORMULAS = {
    "step": ("quoted", ANNEALING),
    "exponential": ("quoted", ANNEALING),
    "inverse": ("quoted", ANNEALING),
    "linear": ("read", POLICIES),
    "cosine": ("from memory", "Loshchilov and Hutter, SGDR, equation 5"),
}
ONE_SEED = (
    "The source trained one network per row. With batch normalization and less dropout "
    "its order turns: step 0.527, linear in a third of the steps 0.496.",
)
FIXED = {"learning_rate": 0.3}
STEPS = {"network": "mlp", "depth": 2, "dropout": 0.5, "batch_size": 32}

EXPERIMENT = Experiment(
    name="e17_learning_rate_decay",
    title="Decays of the learning rate",
    question="Which decay of the learning rate is worth its trouble?",
    source=Source(
        title="CS231n notes: Neural Networks Part 3; caffenet-benchmark",
        authors="Karpathy, Li & Johnson; Mishkin",
        year=2016,
        url="https://github.com/ducha-aiki/caffenet-benchmark",
        where="annealing the learning rate; Lr_policy.md",
    ),
    arms=(
        *(Arm(name, {"schedule": name, "budget": 1.0}) for name in decays.NAMES),
        Arm("linear-half", {"schedule": "linear", "budget": HALF}),
        Arm("exponential-half", {"schedule": "exponential", "budget": HALF}),
    ),
    scales={
        "smoke": Scale(
            seeds=5,
            settings={**STEPS, "width": 16, "epochs": 2, "steps": 82, **FIXED},
            data="digits",
            arms=decays.NAMES,
            seeds_at_once=5,
        ),
        "quick": Scale(
            seeds=10,
            settings={**STEPS, "width": 64, "epochs": 48, "steps": 1968},
            data="digits",
            first_seed=200,
            tuning=Tuning(
                "learning_rate", (0.03, 0.1, 0.3, 1.0), "validation_loss", seeds=2
            ),
            seeds_at_once=10,
        ),
        "paper": Scale(
            seeds=5,
            settings={
                "network": "convnet",
                "depth": 7,
                "filters": 32,
                "batch_size": 64,
                "epochs": 20,
                "steps": 14_080,
            },
            data="cifar10",
            tuning=Tuning(
                "learning_rate", (0.01, 0.03, 0.1, 0.3), "validation_loss", seeds=2
            ),
            seeds_at_once=5,
        ),
    },
    measure=measure_training(build, metrics_of),
    metrics={
        "first_rate": "learning rate of the first step",
        "steps": "number of steps trained",
        "validation_loss_by_epoch": "validation loss after each epoch, nats",
        "validation_loss": "validation loss at the end, nats",
        "validation_loss_at_half": "validation loss after half of the epochs, nats",
        "test_loss": "test loss at the end, nats",
        "test_accuracy": "fraction of test images that are right at the end",
        "formula_error": "largest deviation of the rates from the formula, relative to "
        "the first rate",
    },
    claims=(
        formula_claim("step", "a0 * factor^floor(t / length)"),
        formula_claim("exponential", "a0 * exp(-k t)"),
        formula_claim("inverse", "a0 / (1 + k t)"),
        formula_claim("linear", "a0 * (1 - t / T)"),
        formula_claim("cosine", "a0 * (1 + cos(pi t / T)) / 2"),
        *(decay_claim(name) for name in decays.NAMES[1:]),
        Claim(
            name="linear-not-worse-than-step",
            statement="A linear decay ends no less accurate than a step decay, within "
            "half a percentage point.",
            criterion=Difference(
                better="linear",
                worse="step",
                metric="test_accuracy",
                margin=-0.005,
                higher_is_better=True,
            ),
            published=Published("0.493 against 0.470 accuracy", "read", POLICIES),
            scales=TRAINED,
            counter_evidence=ONE_SEED,
        ),
        lower_claim(
            "ends-better-with-more-steps",
            "linear",
            "linear-half",
            "test_loss",
            "A linear decay over all steps ends with a lower test loss than one done "
            "at half of them.",
            Published("0.493 against 0.466 accuracy, half the steps", "read", POLICIES),
        ),
        lower_claim(
            "made-for-the-budget",
            "linear-half",
            "linear",
            "validation_loss_at_half",
            "At half of the steps the linear decay made for that many is ahead of the "
            "one made for all: the schedule has to fit the budget.",
            Published(
                'square-root decay: "all the way worse", "leading at finish"',
                "quoted",
                POLICIES,
            ),
        ),
        lower_claim(
            "linear-beats-exponential-at-half",
            "linear-half",
            "exponential-half",
            "test_loss",
            "Done at half of the steps, a linear decay ends with a lower test loss "
            "than an exponential one.",
            Published("0.466 against 0.441 accuracy, 160 000 steps", "read", POLICIES),
            counter_evidence=("The source's exponential run starts from 0.035.",),
        ),
    ),
    figure="benchmarks.figures.e17_learning_rate_decay:draw",
    deviations=(
        "Quick scale: two hidden layers of 64 units with dropout of 0.5 on 8 x 8 "
        "digits; without that noise a net this large fits the digits exactly, and no "
        "decay can help. Paper scale: a convnet of 7 layers on CIFAR-10. Plain SGD, no "
        "weight decay.",
        "The first rate is chosen for each decay by validation loss, on seeds of its "
        "own; the source keeps 0.01 for all but one.",
        "Constants: step 0.1 every 31.25 % of the steps, as the source; exponential "
        "down to 0.001, where the source's is at 0.0008; 1/t down to 0.1, a choice of "
        "ours.",
        "A first run with a third of the steps (seeds 100 to 109) ended while the loss "
        "still fell at a constant rate: step, exponential and 1/t decays ended 0.31 to "
        "0.98 above it in log test loss, linear and cosine level with it, and a decay "
        "made for all of the steps was behind at half of them. The training was made "
        "longer after that; the judged seeds are others.",
        "Runs that are done at half go on for the other half, the linear one at a rate "
        "of 0, the exponential one below a thousandth of its first rate.",
    ),
)
