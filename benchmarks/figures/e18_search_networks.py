"""Validation error by number of trials, and the test errors found, per task."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments.shared.variants import TASKS
from benchmarks.figures._palette import FIRST, MUTED, SECOND
from benchmarks.figures._rows import final_rows, stacked

COLOURS = {"random": FIRST, "grid": SECOND}


def draw(rows, judgements):
    """Best so far of random trials left, test error of every search right."""
    del judgements
    arms = final_rows(rows)
    shown = [task for task in TASKS if any(task_of(arm) == task for arm in arms)]
    figure = Figure(figsize=(5.0, 0.6 + 1.7 * len(shown)))
    panels = figure.subplots(len(shown), 2, squeeze=False, sharex="col")
    for (left, right), task in zip(panels, shown, strict=True):
        of_task = {arm: rows for arm, rows in arms.items() if task_of(arm) == task}
        _efficiency(left, of_task)
        _errors(right, of_task)
        left.set_ylabel(f"{task}\nerror, %")
    panels[0, 0].set_title("validation, best so far")
    panels[0, 1].set_title("test, of the best")
    panels[-1, 0].set_xlabel("random trials")
    return figure


def task_of(arm):
    """'rotated-noise' of 'grid-81-rotated-noise'."""
    return arm.split("-", 2)[2]


def _efficiency(axes, arms):
    """Median and quartiles over seeds, on the level that each grid reaches."""
    for arm, rows in arms.items():
        design, budget, _ = arm.split("-", 2)
        if design == "grid":
            level = np.median(stacked(rows, "validation_error"))
            axes.axhline(level, color=SECOND, lw=1, ls="--" if budget == "16" else "-")
    name = max((arm for arm in arms if arm.startswith("random")), key=_budget)
    best = stacked(arms[name], "best_so_far")
    trials = np.arange(1, best.shape[1] + 1)
    ends = np.quantile(best, (0.25, 0.75), axis=0)
    axes.fill_between(trials, *ends, color=FIRST, alpha=0.2, lw=0)
    axes.plot(trials, np.median(best, axis=0), color=FIRST)
    axes.set_ylim(0, 2.2 * np.median(best[:, min(3, best.shape[1] - 1)]))


def _budget(arm):
    return int(arm.split("-")[1])


def _errors(axes, arms):
    """A point per seed and the median."""
    for place, (arm, rows) in enumerate(arms.items()):
        design = arm.split("-")[0]
        errors = stacked(rows, "test_error")
        across = place + np.linspace(-0.2, 0.2, len(errors))
        axes.plot(across, errors, "o", ms=3.5, color=COLOURS[design], alpha=0.7)
        ends = place - 0.3, place + 0.3
        axes.plot(ends, [np.median(errors)] * 2, color=MUTED, lw=1.5)
    labels = ["\n".join(arm.split("-")[:2]) for arm in arms]
    axes.set_xticks(range(len(arms)), labels)
    axes.set_ylim(bottom=0)
