"""What all figures of a search share."""

from __future__ import annotations

import dataclasses
import functools
import math

from keras_nntricks.reports import PALETTE
from keras_nntricks.search._results.axis import axes_of, counts, score_axis
from keras_nntricks.search._results.edges import MARGIN, best_rows, edge_of
from keras_nntricks.search._results.importance import importance
from keras_nntricks.search._results.rows import rows_of

_SERIES = [shade.light for name, shade in PALETTE.items() if "series" in name]
BAD, MUTED = PALETTE["bad"].light, PALETTE["muted"].light
INK = "#000000"
LOST = "aborted or failed"


@dataclasses.dataclass(frozen=True)
class View:
    """A project with its rows and axes; `score` is None before the first score."""

    project: object
    rows: list
    axes: list
    score: object

    @functools.cached_property
    def best(self):
        """The best trials, the best first."""
        return best_rows(self.rows, self.project.direction)

    @functools.cached_property
    def lost(self):
        """The trials that were broken off or failed."""
        return [row for row in self.rows if row["aborted"]]

    @functools.cached_property
    def stages(self):
        """The stages of trials, in order; none in an ordinary search."""
        return sorted({row["stage"] for row in self.rows} - {None})

    @property
    def score_label(self):
        """The objective, and which way is better."""
        better = "lower" if self.project.direction == "min" else "higher"
        return f"{self.project.objective or 'score'} ({better} is better)"

    @functools.cached_property
    def drawn(self):
        """The trials that a search drew from the whole space, not from its findings."""
        return [row for row in self.rows if row["stage"] in (None, *self.stages[:1])]

    @property
    def of_first_stage(self):
        """What is to be said of `drawn`, as part of a sentence."""
        return f" of stage {self.stages[0]}" if self.stages else ""

    @functools.cached_property
    def importance(self):
        """What mattered among `drawn`, or None where these are too few."""
        return importance(self.axes, self.drawn, self.project.direction)

    def edge(self, axis):
        """The end at which the best of `drawn` crowd, and their share of the axis.

        (None, 0) if there is none, or if the search has gone beyond it since.
        """
        axes = {a.name: a for a in axes_of(self.project.space, self.drawn)}
        first = axes.get(axis.name, axis)
        end = edge_of(first, best_rows(self.drawn, self.project.direction))
        if end is None or getattr(first, end) != getattr(axis, end):
            return None, 0
        return end, MARGIN * abs(axis.place(first.high) - axis.place(first.low))

    def colour(self, row):
        """The colour of a trial's stage."""
        stage = row["stage"]
        place = 0 if stage is None else self.stages.index(stage)
        return _SERIES[place % len(_SERIES)]

    def score_place(self, row):
        """The place on the score's axis; lost trials stand beyond the bad end."""
        if counts(row):
            return self.score.place(row["score"])
        if row["aborted"]:
            return 1.1 if self.project.direction == "min" else -0.1
        return math.nan


def view_of(project):
    """The rows and axes of a project."""
    rows = rows_of(project)
    axes = axes_of(project.space, rows)
    return View(
        project, rows, axes, score_axis(rows, project.objective, project.direction)
    )


def set_ticks(axis, scale):
    """Ticks of a Matplotlib axis from those of `scale`."""
    places, texts = zip(*scale.ticks(), strict=True)
    axis.set_ticks(places, [clipped(text) for text in texts])


def clipped(text, longest=16):
    """A text that fits beside an axis."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    half = (longest - 1) // 2
    if len(text) <= longest:
        return text.replace("$", r"\$")
    cut = f"{text[:half]}\N{HORIZONTAL ELLIPSIS}{text[-half:]}"
    return cut.replace("$", r"\$")
