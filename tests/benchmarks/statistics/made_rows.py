"""Synthetic rows and experiments for the tests of the verdicts."""

import numpy as np

from benchmarks.engine.spec import Arm, Claim, Experiment, Published, Scale, Source

DIVERGED = "diverged"


def made_row(arm, seed, metrics, **changes):
    row = {
        "experiment": "made",
        "arm": arm,
        "scale": "quick",
        "phase": "final",
        "seed": seed,
        "hyperparameters": {},
        "settings": {},
        "status": "done",
        "reason": None,
        "metrics": metrics,
        "data_hash": None,
        "source_hash": "s1",
        "backend": "jax",
        **changes,
    }
    names = ("arm", "scale", "phase", "seed", "hyperparameters", "source_hash")
    return {"key": repr([row[name] for name in names]), **row}


def rows_of(arm, values, metric="loss", **changes):
    """One row per value, seeds from 0; DIVERGED makes a diverged run."""
    return [
        _one(arm, seed, value, metric, changes) for seed, value in enumerate(values)
    ]


def samples(metric="loss", **arms):
    """What a criterion gets: samples(a=[...], b=[...])."""
    return {arm: rows_of(arm, values, metric) for arm, values in arms.items()}


def counts(**arms):
    """Arms as lists of (hits, nets)."""
    return {
        arm: [
            made_row(arm, seed, {"dead": hits, "nets": nets})
            for seed, (hits, nets) in enumerate(cells)
        ]
        for arm, cells in arms.items()
    }


def made_claim(criterion, name="claim", **changes):
    return Claim(name, "statement", criterion, Published("1", "derived"), **changes)


def made_experiment(*claims, name="made", seeds=5, **scale):
    """An experiment of arms a and b at quick scale, and at smoke scale."""
    quick = Scale(seeds=seeds, **scale)
    return Experiment(
        name=name,
        title="Made",
        question="Is it?",
        source=Source("title", "authors", 2000, "https://example.org", "Table 1"),
        arms=(Arm("a"), Arm("b")),
        scales={"quick": quick, "smoke": Scale(seeds=seeds)},
        measure=list,
        metrics=dict.fromkeys(("loss", "dead", "nets"), "a number"),
        claims=claims,
    )


def share_of(verdict, criterion, draw, repetitions, seed=0):
    """Share of simulated experiments in which the criterion gives `verdict`."""
    generator = np.random.default_rng(seed)
    said = [criterion.judge(draw(generator)).verdict for _ in range(repetitions)]
    return said.count(verdict) / repetitions


def _one(arm, seed, value, metric, changes):
    if isinstance(value, str) and value == DIVERGED:
        return made_row(arm, seed, {metric: None}, status="diverged", **changes)
    return made_row(arm, seed, {metric: value}, **changes)
