"""Synthetic experiments, rows and judgements for the report."""

from matplotlib.figure import Figure

from benchmarks.engine.advice import Default
from benchmarks.engine.criteria import Difference, MeanWithin
from benchmarks.engine.judgement import Judgement
from benchmarks.engine.spec import (
    Arm,
    Claim,
    Experiment,
    Published,
    Scale,
    Source,
    Tuning,
    one_by_one,
)

HOSTILE = "<script>alert('x')</script> & <b>bold</b>"
ENVIRONMENT = {
    "python": "3.11.7",
    "keras": "3.15.1",
    "jax": "0.10.2",
    "platform": "Linux-6.1-x86_64",
    "processor": "A Processor",
    "cores": 2,
    "device": "cpu",
    "git": "0123456789ab",
}
SOURCE = Source(
    title="Delving Deep into Rectifiers",
    authors="He, Zhang, Ren & Sun",
    year=2015,
    url="https://arxiv.org/abs/1502.01852",
    where="section 2.2, figures 2 and 3",
)


def draw(rows, judgements):
    """A figure with a line per arm."""
    figure = Figure()
    axes = figure.subplots()
    for arm in sorted({row["arm"] for row in rows}):
        values = [r["metrics"]["loss"] for r in rows if r["arm"] == arm]
        axes.plot([v for v in values if v is not None], marker="o", label=arm)
    axes.set(xlabel="seed", ylabel="loss", title=f"{len(judgements)} claims")
    axes.legend()
    return figure


def draw_badly(rows, judgements):
    """A figure that cannot be drawn."""
    raise ValueError("<no> such column")


def claim(name, statement, criterion, **settings):
    published = Published("38.56 against 16.59", "quoted", "table 2")
    return Claim(name, statement, criterion, **{"published": published, **settings})


def experiment(name, claims, figure, **settings):
    tuning = Tuning("learning_rate", (0.01, 0.1), "loss", seeds=2)
    scale = Scale(seeds=5, settings={"depth": 30}, data="digits", tuning=tuning)
    return Experiment(
        name=name,
        title=f"He against Xavier, {name}",
        question="Does the start decide whether a deep net learns?",
        source=SOURCE,
        arms=(Arm("he", {"scale": 2.0}), Arm("xavier", {"scale": 1.0})),
        scales={"quick": scale},
        measure=one_by_one(lambda settings, seed: {"loss": 0.0}),
        metrics={"loss": "training loss"},
        claims=tuple(claims),
        figure=f"tests.benchmarks.report.samples:{figure}" if figure else None,
        **settings,
    )


BETTER = Difference(better="he", worse="xavier", metric="loss", margin=0.5)
RANGE = MeanWithin(arm="he", metric="loss", low=0.0, high=1.0)
EXPERIMENTS = (
    experiment(
        "e91_first",
        [
            claim("lower", "He's loss is lower.", BETTER),
            claim("hostile", HOSTILE, RANGE, counter_evidence=(HOSTILE,)),
            claim("range", "The loss lies in [0, 1].", RANGE, exploratory=True),
        ],
        "draw",
        deviations=("Digits stand in for ImageNet.",),
    ),
    experiment("e92_second", [claim("lower", "The same, later.", BETTER)], "draw"),
    experiment(
        "e93_third", [claim("lower", "With a bad figure.", BETTER)], "draw_badly"
    ),
)


DEFAULTS = (
    Default("A deep net", "Start with `MSRA()`.", ("e92:lower", "e93:lower")),
    Default(HOSTILE, "Start with its weights.", ("e91:lower", "e91:hostile")),
    Default("A shallow net", "Start anyhow.", ("e93",)),
    Default("Elsewhere", "Do what is not on this page.", ("e93", "e99")),
)


def row(name, arm, seed, phase="final", rate=0.1, loss=0.25, **settings):
    return {
        "key": f"{name}-{arm}-{seed}-{phase}-{rate}",
        "experiment": name,
        "arm": arm,
        "scale": "quick",
        "phase": phase,
        "seed": seed,
        "hyperparameters": {"learning_rate": rate},
        "settings": {},
        "status": "done",
        "reason": None,
        "metrics": {"loss": loss + seed / 100},
        "seconds": 1.5,
        "data": "digits",
        "data_hash": "abcdef0123456789",
        "source_hash": "fedcba",
        "backend": "jax",
        "environment": {**ENVIRONMENT, "time": f"2026-01-0{1 + seed % 5}T10:00:00"},
        **settings,
    }


def rows_of(name):
    """Tuning and final rows of both arms; one run diverged."""
    failed = {"status": "diverged", "reason": "loss is not finite"}
    tune = [
        row(name, arm, seed, "tune", rate)
        for arm in ("he", "xavier")
        for seed in (1000, 1001)
        for rate in (0.01, 0.1)
    ]
    final = [row(name, arm, s) for s in range(5) for arm in ("he", "xavier")]
    final[-1] |= {**failed, "metrics": {"loss": None}}
    return tune + final


ROWS = rows_of("e91_first") + rows_of("e93_third")
REPRODUCED = Judgement(
    verdict="REPRODUCED",
    reason="The interval lies above the margin.",
    effect=0.8234,
    low=0.61,
    high=float("inf"),
    unit="nats",
    margin=0.5,
    n=5,
    p_value=0.0004,
    p_adjusted=0.0012,
    detectable=0.21,
    details=(("loss of he", 0.25, 0.2), ("reached", "5 of 5", HOSTILE)),
)
OTHERS = {
    "hostile": Judgement(verdict="CONTRADICTED", reason="Below zero.", effect=-1.2e-7),
    "range": Judgement(verdict="INCONCLUSIVE", reason=HOSTILE, n=5),
}


def judge_all(experiments, scale, rows):
    """Judgements of every kind, without any statistics."""
    seen = {row["experiment"] for row in rows}
    return [
        (experiment, claim, _judgement(claim, experiment.name in seen))
        for experiment in experiments
        for claim in experiment.claims
    ]


def _judgement(claim, seen):
    if not seen:
        return Judgement(verdict="NOT RUN", reason="No rows at quick scale.")
    return OTHERS.get(claim.name, REPRODUCED)
