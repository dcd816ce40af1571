"""An experiment with its rows and judgements, as the templates show it."""

from __future__ import annotations

from benchmarks.engine.findings import finding
from benchmarks.engine.judgement import REPRODUCED
from benchmarks.engine.report._claim_view import claim_view, identifier
from benchmarks.engine.report._figures import draw
from benchmarks.engine.report._numbers import anything, duration, plural
from benchmarks.engine.report._run_facts import (
    cells,
    compute_seconds,
    data,
    environments,
    measured,
)
from benchmarks.engine.report._tuning_view import tuning_view
from benchmarks.engine.report._words import PRINTED


def experiment_view(experiment, scale, rows, judged, out="report"):
    """The texts and the figure of one experiment at one scale, of rows in `out`."""
    rows = [row for row in rows if row["experiment"] == experiment.name]
    claims = [_claim_view(experiment, scale, *one) for one in judged]
    judgements = {claim.name: judgement for claim, judgement in judged}
    declared = experiment.scales.get(scale)
    arms = experiment.arms_at(scale) if declared else experiment.arms
    return {
        "id": identifier(experiment.name),
        "declared": experiment,
        "claims": claims,
        "published": _published(claims),
        "counter_evidence": _remarks((), claims, "counter_evidence"),
        "deviations": _remarks(experiment.deviations, claims, "deviations"),
        "drawing": draw(experiment, rows, judgements),
        "seeds": plural(_seeds(rows), "seed"),
        "arms": [(arm.name, _settings(arm.settings)) for arm in arms],
        "setting": _settings(declared.settings) if declared else [],
        "tuning": tuning_view(experiment, scale, rows),
        "facts": _facts(declared, rows),
        "environments": environments(rows),
        "failures": _failures(rows),
        "commands": _commands(experiment, scale, rows, out),
    }


def _claim_view(experiment, scale, claim, judgement):
    reproduced = judgement.verdict == REPRODUCED
    said = None if reproduced else finding(scale, experiment.name, claim.name)
    return {**claim_view(experiment, claim, judgement), "finding": said}


def _settings(settings):
    return [(name, anything(value)) for name, value in settings.items()]


def _published(claims):
    groups = {}
    for claim in claims:
        if claim["published"].mark in PRINTED:
            groups.setdefault(claim["published"], []).append(claim)
    return list(groups.items())


def _remarks(general, claims, kind):
    """Pairs (text, statements of the claims it is about); no statement: about all."""
    groups = {text: [] for text in general}
    for claim in claims:
        for text in claim[kind]:
            groups.setdefault(text, []).append(claim["statement"])
    return list(groups.items())


def _seeds(rows):
    return len({row["seed"] for row in rows if row["phase"] == "final"})


def _facts(declared, rows):
    planned = f" of {declared.seeds} declared" if declared else ""
    facts = [
        ("Seeds", f"{_seeds(rows)}{planned}"),
        ("Data", ", ".join(data(rows)) or (declared and declared.data) or "none"),
        ("Cells", cells(rows)),
        ("Compute", duration(compute_seconds(rows))),
        ("Measured", measured(rows)),
    ]
    return [(label, text) for label, text in facts if text]


def _failures(rows):
    counts = {}
    for row in rows:
        if row["status"] != "done":
            key = (row["arm"], row["status"], row["reason"] or "no reason given")
            counts[key] = counts.get(key, 0) + 1
    return [(*key, count) for key, count in counts.items()]


def _commands(experiment, scale, rows, out):
    backends = sorted({row["backend"] for row in rows})
    backend = f" --backend {backends[0]}" if backends else ""
    run = f"python -m benchmarks run --scale {scale} --experiments {experiment.name}"
    run += backend
    return [
        ("All its cells", f"{run} --out rerun"),
        (
            "The first seed of each arm, after its tuning if it has one",
            f"{run} --seeds 1 --out rerun",
        ),
        *_one_cell(f"--scale {scale}{backend} --out {out}", rows),
    ]


def _one_cell(options, rows):
    """How to measure one final cell once more, by the example of the first."""
    for row in rows:
        if row["phase"] == "final" and row["status"] != "error":
            cell = f"{row['experiment']} {row['arm']} {row['seed']}"
            said = "One cell, named by its arm and seed, beside its row"
            yield said, f"python -m benchmarks rerun {cell} {options}"
            return
