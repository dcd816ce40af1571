"""What the page of a search says in words and tables."""

from __future__ import annotations

import collections
import re
from typing import NamedTuple

from keras_nntricks.search._results.axis import Categories, counts, text_of
from keras_nntricks.search._results.importance import fewest_trials
from keras_nntricks.search._results.rows import COLUMNS, LAST

_MOST_ROWS, _MOST_LOST = 1000, 12
_NUMBER = re.compile(r"[-+]?\b(?:nan|inf|\d+(?:\.\d*)?(?:e[-+]?\d+)?)\b", re.IGNORECASE)


class Table(NamedTuple):
    """Columns and rows of texts."""

    title: str
    columns: tuple
    rows: list


def summary(view):
    """How many trials, how long, and the best score."""
    states = collections.Counter(row["status"] for row in view.rows)
    done = len(view.rows) - states["RUNNING"]
    said = [f"{_count(done, 'trial')} of {_settings(view)}"]
    if states["RUNNING"]:
        said.append(f"{states['RUNNING']} still running")
    if view.lost:
        said.append(f"{len(view.lost)} aborted or failed")
    epochs = [row["epochs"] for row in view.rows if row["epochs"] is not None]
    spent = f" {_count(sum(epochs), 'epoch')} were trained." if epochs else ""
    return f"{', '.join(said)}.{spent}{_best(view)}"


def _best(view):
    if not view.best:
        return " No trial has a score yet."
    name = view.project.objective or "score"
    return f" Best {name}: {score_of(view.best[0])}."


def _settings(view):
    return _count(len(view.axes), "hyperparameter")


def score_of(row):
    """The score with its standard error."""
    error = row["score_error"]
    said = "" if error is None else f" \N{PLUS-MINUS SIGN} {error:.2g}"
    return f"{text_of(row['score'])}{said}"


def best_settings(view):
    """Pairs of name and text: the settings of the best trial."""
    best = view.best[0]
    used = [name for name in hyperparameters(view) if best[name] is not None]
    return [(name, text_of(best[name])) for name in used]


def hyperparameters(view):
    """The columns that are hyperparameters."""
    fixed = {*COLUMNS, *LAST}
    return [name for name in next(iter(view.rows), ()) if name not in fixed]


def advice(view):
    """What to try next, in sentences; none if nothing stands out."""
    edges = {axis.name: view.edge(axis) for axis in view.axes}
    said = [
        f"The best trials{view.of_first_stage} crowd at the {edge} end of `{name}`: "
        "widen its range there."
        for name, (edge, _) in edges.items()
        if edge
    ]
    return said + _of_chance(view) + _of_losses(view)


def _of_chance(view):
    found = view.importance
    if found is None:
        return []
    within = found.means - found.errors <= found.chance
    idle = [f"`{name}`" for name, w in zip(found.names, within, strict=True) if w]
    if not idle or len(idle) == len(found.names):
        return []
    return [
        f"No effect beyond chance was seen of {', '.join(idle)}: so many trials do "
        "not tell their values apart, so spend the next ones on the others."
    ]


def _of_losses(view):
    if 4 * len(view.lost) < len(view.rows):
        return []
    return [
        f"{len(view.lost)} of {len(view.rows)} trials were lost: narrow the ranges, "
        "the pictures show where."
    ]


def importance_caption(view):
    """How far the picture of the importance can be trusted."""
    found, fewest = view.importance, fewest_trials(view.axes)
    if not view.axes:
        return "No hyperparameter has more than one value."
    if found is None:
        return f"Too few trials: it takes {fewest}, and some different scores."
    explained = max(found.explained, 0)
    trust = "read it with care" if explained < 0.3 else "long bars can be trusted"
    return (
        f"From {len(view.drawn)} trials{view.of_first_stage} ({fewest} are the least). "
        f"A random forest predicts {explained:.0%} of the variance of the rank for "
        f"trials it has not seen: {trust}. Grey bars are within chance, as columns of "
        "noise reach it."
    )


def best_table(view, most=10):
    """The best trials."""
    rows = [row for row in view.rows if counts(row)]
    rows.sort(key=lambda r: r["score"], reverse=view.project.direction == "max")
    names = ["score", "trial", *_stage_column(view), "epochs", *hyperparameters(view)]
    return Table(
        "The best trials", tuple(names), [_short(view, r) for r in rows[:most]]
    )


def _stage_column(view):
    return ["stage"] if view.stages else []


def _short(view, row):
    stage = [text_of(row[name]) for name in _stage_column(view)]
    settings = [text_of(row[name]) for name in hyperparameters(view)]
    return [score_of(row), row["trial_id"], *stage, text_of(row["epochs"]), *settings]


def lost_table(view):
    """The reasons why trials were lost, the most frequent first."""
    alike = {}
    for row in view.lost:
        alike.setdefault(_kind_of_loss(row), []).append(row)
    groups = sorted(alike.values(), key=len, reverse=True)
    rows = [_lost_row(group) for group in groups[:_MOST_LOST]]
    rest = sum(map(len, groups[_MOST_LOST:]))
    rows += [(f"{rest}", "for other reasons", "")] if rest else []
    return Table("Lost trials", ("trials", "why", "diagnosis"), rows)


def _kind_of_loss(row):
    """What two losses have in common that differ in numbers alone."""
    rule = (row["verdict"] or "").partition(":")[0]
    return _NUMBER.sub("#", row["aborted"]), rule


def _lost_row(group):
    """The first of a group stands for all."""
    reasons = {row["aborted"] for row in group}
    more = f"; {len(group) - 1} more like it" if len(reasons) > 1 else ""
    return f"{len(group)}", group[0]["aborted"] + more, group[0]["verdict"] or ""


def whole_table(view):
    """Every trial, every column."""
    names = tuple(next(iter(view.rows), ()))
    rows = [[text_of(row[name]) for name in names] for row in view.rows[:_MOST_ROWS]]
    return Table("All trials", names, rows)


def kind_of(axis):
    """How a hyperparameter was searched, in words."""
    if isinstance(axis, Categories):
        return ", ".join(map(text_of, axis.values))
    scale = ", log" if axis.log else ""
    return f"{text_of(axis.low)} to {text_of(axis.high)}{scale}"


def space_table(view):
    """The ranges that were searched."""
    rows = [(axis.name, kind_of(axis)) for axis in view.axes]
    return Table("Space", ("hyperparameter", "searched"), rows)


def _count(count, noun):
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
