"""Which rows a claim may be judged by, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.engine.judgement import INVALID, NOT_RUN, Judgement
from benchmarks.engine.spec import MADE_FOR_A_GPU, Claim, Experiment
from benchmarks.engine.tuning import chosen_hyperparameters

SAME_IN_ALL = {
    "source_hash": "source files",
    "data_hash": "data sets",
    "backend": "backends",
}


def final_rows(
    experiment: Experiment, scale: str, rows: Iterable[Mapping]
) -> list[Mapping]:
    """The measured final rows, at the hyperparameters that the tuning chose."""
    rows = _of(experiment, scale, rows)
    choices = chosen_hyperparameters(experiment, scale, rows)
    return [
        row
        for row in rows
        if row["phase"] == "final"
        and row["status"] != "error"
        and _is_chosen(row, choices.get(row["arm"]))
    ]


def samples_of(claim: Claim, rows: Iterable[Mapping]) -> dict[str, list[Mapping]]:
    """Arm -> its rows sorted by seed, for the arms of the claim."""
    rows = sorted(rows, key=lambda row: row["seed"])
    arms = claim.criterion.arms
    return {arm: [row for row in rows if row["arm"] == arm] for arm in arms}


def objection(
    experiment: Experiment, claim: Claim, scale: str, rows: Sequence[Mapping]
) -> Judgement | None:
    """Why the claim cannot be judged by these rows; None when it can."""
    reason = _not_declared(experiment, claim, scale)
    if reason:
        return Judgement(verdict=NOT_RUN, reason=reason)
    rows = _of(experiment, scale, rows)
    rows = [row for row in rows if row["arm"] in claim.criterion.arms]
    done = [row for row in rows if row["status"] != "error"]
    choices = chosen_hyperparameters(experiment, scale, rows)
    tuned = {arm: choices[arm] for arm in claim.criterion.arms if arm in choices}
    reason = _mixed(done) or _failed(rows) or _on_edge(tuned)
    if reason:
        return Judgement(verdict=INVALID, reason=reason)
    samples = samples_of(claim, final_rows(experiment, scale, rows))
    reason = _not_finished(tuned, samples, scale)
    if reason:
        return Judgement(verdict=NOT_RUN, reason=reason)
    reason = _repeated(samples) or _missing(samples)
    return Judgement(verdict=INVALID, reason=reason) if reason else None


def _of(experiment, scale, rows):
    name = experiment.name
    return [r for r in rows if r["experiment"] == name and r["scale"] == scale]


def _is_chosen(row, choice):
    if choice is None:
        return True
    return row["hyperparameters"].get(choice.hyperparameter) == choice.value


def _not_declared(experiment, claim, scale):
    if scale not in claim.scales:
        if scale == "smoke":
            return "The smoke scale proves only that it runs."
        return f"Declared for the scale {' and '.join(claim.scales)}, not for {scale}."
    if scale not in experiment.scales:
        return f"The experiment has no {scale} scale."
    running = [arm.name for arm in experiment.arms_at(scale)]
    left_out = [arm for arm in claim.criterion.arms if arm not in running]
    if left_out:
        return f"Not run at {scale} scale: {', '.join(left_out)}."
    return None


def _mixed(rows):
    for name, noun in SAME_IN_ALL.items():
        found = {row[name] for row in rows}
        if len(found) > 1:
            return f"Rows of {len(found)} {noun} are mixed: {_listed(found)}."
    return None


def _failed(rows):
    """Cells whose only rows are errors of the source that the others are from."""
    done = [row for row in rows if row["status"] != "error"]
    keys, sources = ({row[k] for row in done} for k in ("key", "source_hash"))
    failed = {
        row["key"]: row
        for row in rows
        if row["status"] == "error"
        and row["key"] not in keys
        and (not sources or row["source_hash"] in sources)
    }
    if not failed:
        return None
    first = next(iter(failed.values()))
    cell = f"{first['arm']}, seed {first['seed']}"
    message = (first["reason"] or "no reason given").strip().splitlines()[-1]
    return f"{len(failed)} cells ended in an error, first {cell}: {message}"


def _on_edge(choices):
    for arm, choice in choices.items():
        if choice.value is not None and choice.on_edge:
            name, low, high = choice.hyperparameter, choice.values[0], choice.values[-1]
            return (
                f"The tuned {name} of {arm}, {choice.value:g}, is at an end of its "
                f"range [{low:g}, {high:g}]: the best value may lie beyond."
            )
    return None


def _not_finished(choices, samples, scale):
    waiting = [arm for arm, choice in choices.items() if choice.value is None]
    if waiting:
        return f"The tuning is not finished: {', '.join(waiting)}."
    return None if any(samples.values()) else _nothing_run(scale)


def _nothing_run(scale):
    if scale in MADE_FOR_A_GPU:
        return f"No device: the {scale} scale is made for a GPU; no cell has been run."
    return "No cell has been run yet."


def _repeated(samples):
    for arm, rows in samples.items():
        seeds = [row["seed"] for row in rows]
        if len(set(seeds)) < len(seeds):
            return f"{arm} has several rows of one seed: its settings changed."
    return None


def _missing(samples):
    seeds = {arm: {row["seed"] for row in rows} for arm, rows in samples.items()}
    wanted = set().union(*seeds.values())
    for arm, found in seeds.items():
        if found != wanted:
            lacking = _listed(sorted(wanted - found))
            return f"Cells are missing: {arm} lacks seed {lacking}."
    return None


def _listed(values, most=5):
    values = sorted(values, key=lambda value: (value is None, value))
    shown = ", ".join(str(value) for value in values[:most])
    return shown + (", ..." if len(values) > most else "")
