"""Do several optimizers as they come do as well as one that is tuned?"""

import numpy as np

from benchmarks.engine.criteria import MeanWithin
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Outcome,
    Published,
    Scale,
    Source,
)
from benchmarks.experiments.shared.optimizer_study import NAMES, study
from benchmarks.networks.optimizer_problems import PROBLEMS

ADAM = NAMES.index("adam")
# Log test losses that differ by less are as good as equal.
MARGIN = 0.1


def measure(cells):
    """Trains all optimizers at all rates on the problems of the cells."""
    found = {}
    for problem in PROBLEMS:
        asked = [cell for cell in cells if problem in cell.settings["problems"]]
        if asked:
            found[problem] = study(problem, asked[0], {cell.seed for cell in asked})
    for cell in cells:
        problems = cell.settings["problems"]
        own = {problem: found[problem][cell.seed] for problem in problems}
        yield Outcome(cell, summary(own))


def summary(studies):
    """The metrics of a cell from the studies of its problems."""
    excess = {p: excess_of(found) for p, found in studies.items()}
    gaps = np.array([gaps_to_best(found) for found in studies.values()])
    held = [value <= MARGIN for value in excess.values()]
    return {
        "validation_loss": [found["validation"].tolist() for found in studies.values()],
        "tuned_loss": [found["tuned"] for found in studies.values()],
        "default_loss": [found["default"] for found in studies.values()],
        "excess": float(np.mean(list(excess.values()))),
        "held": float(np.mean(held)),
        "most_wins": float((gaps == 0).mean(axis=0).max()),
        "adam_near_best": float(np.mean(gaps[:, ADAM] <= MARGIN)),
    }


def excess_of(found):
    """Log test loss of the best default over that of tuned Adam."""
    return float(np.log(found["default"] / found["tuned"][ADAM]))


def gaps_to_best(found):
    """Log test loss of each tuned optimizer over the best of them."""
    return np.log(np.array(found["tuned"]) / min(found["tuned"]))


def problem_claim(problem):
    """On one problem the best default is as good as tuned Adam."""
    return Claim(
        name=f"defaults-{problem}",
        statement=f"On the problem `{problem}` the best of {len(NAMES)} optimizers as "
        f"they come, chosen by validation, has a log test loss at most {MARGIN:g} "
        "above that of Adam tuned in as many trials.",
        criterion=MeanWithin(arm=problem, metric="excess", high=MARGIN, confidence=0.9),
        published=ABOUT_AS_WELL,
        scales=("quick", "paper"),
    )


def overall_claim(name, metric, statement, published, **limits):
    """A share of the problems."""
    return Claim(
        name=name,
        statement=statement,
        criterion=MeanWithin(arm="all", metric=metric, **limits),
        published=published,
        scales=("quick", "paper"),
    )


ABOUT_AS_WELL = Published(
    "several optimizers with default parameters work about as well as one that is "
    "tuned",
    "read",
    "abstract",
)

EXPERIMENT = Experiment(
    name="e21_defaults",
    title="Many optimizers as they come against one that is tuned",
    question="Do several optimizers as they come do as well as one that is tuned?",
    source=Source(
        title="Descending through a Crowded Valley",
        authors="Schmidt, Schneider & Hennig",
        year=2021,
        url="https://arxiv.org/abs/2007.01547",
        where="abstract, section 3",
    ),
    arms=(
        *(Arm(problem, {"problems": [problem]}) for problem in PROBLEMS),
        Arm("all", {"problems": list(PROBLEMS)}),
    ),
    scales={
        "smoke": Scale(
            seeds=5,
            settings={"batch_size": 128, "epochs": 1},
            data="digits",
            arms=("logistic",),
            seeds_at_once=5,
        ),
        "quick": Scale(
            seeds=10,
            settings={"batch_size": 32, "epochs": 12, "units": 32},
            data="digits",
            first_seed=100,
            seeds_at_once=10,
        ),
        "paper": Scale(
            seeds=10,
            settings={
                "batch_size": 128,
                "epochs": 20,
                "features": 784,
                "units": 500,
            },
            data="fashion_mnist",
            seeds_at_once=10,
        ),
    },
    measure=measure,
    metrics={
        "validation_loss": "by problem, optimizer and rate, after the last epoch, nats "
        "(squared error per pixel for the autoencoder)",
        "tuned_loss": "test loss by problem and optimizer, at the rate chosen by "
        "validation",
        "default_loss": "test loss by problem of the default chosen by validation",
        "excess": "log test loss of the best default over that of tuned Adam, mean "
        "over the problems, nats",
        "held": f"share of the problems on which that is at most {MARGIN:g}",
        "most_wins": "largest share of the problems on which one tuned optimizer has "
        "the lowest test loss",
        "adam_near_best": "share of the problems on which the log test loss of tuned "
        f"Adam is at most {MARGIN:g} above that of the best tuned optimizer",
    },
    claims=(
        *(problem_claim(problem) for problem in PROBLEMS),
        overall_claim(
            "defaults-in-half",
            "held",
            "So it is on at least half of the problems.",
            ABOUT_AS_WELL,
            low=0.5,
        ),
        overall_claim(
            "no-optimizer-dominates",
            "most_wins",
            "No optimizer, tuned, is the best on more than three quarters of the "
            "problems.",
            Published("no method clearly dominates", "read", "abstract"),
            high=0.75,
        ),
        overall_claim(
            "adam-contends",
            "adam_near_best",
            f"Tuned Adam is at most {MARGIN:g} above the best in log test loss on at "
            "least half of the problems.",
            Published("Adam remains a strong contender", "read", "abstract"),
            low=0.5,
        ),
    ),
    figure="benchmarks.figures.e21_defaults:draw",
    deviations=(
        "Four optimizers on three small problems with 8 x 8 digits, each of 480 steps; "
        "the paper has 15 optimizers on 8 problems.",
        "Learning rates alone are tuned, in four trials: the default of Keras and 4, "
        "16 and 64 times as much. In a pilot with seeds 0 to 3 no lower rate was the "
        "best. A rate at the end of that range is kept. All choices are by the "
        "validation loss of the same seed.",
        "Results are compared by log test loss on all problems; the paper compares "
        "accuracies where it classifies.",
        f"As good as equal is a log test loss within {MARGIN:g}, fixed beforehand.",
    ),
)
