"""Verdicts in a picture: their numbers in the order of the record."""

import numpy as np

from keras_nntricks.reports._palette import PALETTE

_COLOUR = PALETTE["bad"].light
_APART = 0.03  # of the width, so that the numbers do not overlap


def mark_steps(ax, verdicts):
    """A numbered line at the step of each verdict; near ones share a number."""
    for steps, numbers in _groups(ax, verdicts):
        for step in np.unique(steps):
            ax.axvline(step, color=_COLOUR, linewidth=1, linestyle=":")
        ax.annotate(
            _listed(numbers),
            (steps[0], 1),
            xycoords=ax.get_xaxis_transform(),
            xytext=(0, 3),
            textcoords="offset points",
            **_LABEL,
        )


def mark_rows(ax, verdicts, steps, paths):
    """The numbers of the verdicts about a row at the column of their step."""
    cells = {}
    for number, verdict in enumerate(verdicts, start=1):
        if verdict.where in paths and len(steps):
            column = np.searchsorted(steps, verdict.step, side="right") - 1
            cell = max(column, 0), paths.index(verdict.where)
            cells.setdefault(cell, []).append(number)
    for cell, numbers in cells.items():
        ax.annotate(_listed(numbers), cell, va="center", **_BOXED)


def _groups(ax, verdicts):
    """Pairs (steps, numbers) of verdicts that lie too near to be told apart."""
    low, high = ax.get_xlim()
    numbered = enumerate(verdicts, start=1)
    groups = []
    for number, verdict in sorted(numbered, key=lambda pair: pair[1].step):
        near = groups and verdict.step - groups[-1][0][0] < _APART * (high - low)
        if not near:
            groups.append(([], []))
        groups[-1][0].append(verdict.step)
        groups[-1][1].append(number)
    return groups


def _listed(numbers):
    numbers = sorted(numbers)
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}\N{EN DASH}{numbers[-1]}"
    return ",".join(map(str, numbers))


_LABEL = {"color": _COLOUR, "ha": "center", "fontsize": 9, "fontweight": "bold"}
_BOXED = {
    **_LABEL,
    "fontsize": 7.5,
    "bbox": {
        "boxstyle": "round,pad=0.15",
        "facecolor": PALETTE["surface"].light,
        "edgecolor": _COLOUR,
        "linewidth": 0.8,
    },
}
