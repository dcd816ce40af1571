"""Writes the report."""

from __future__ import annotations

import collections
import os
import pathlib

from benchmarks.engine import verdict
from benchmarks.engine.json_lines import StoreError
from benchmarks.engine.report._defaults_view import defaults_view
from benchmarks.engine.report._experiment_view import experiment_view
from benchmarks.engine.report._numbers import MISSING
from benchmarks.engine.report._profile_view import profile_views
from benchmarks.engine.report._run_facts import environments, run_facts
from benchmarks.engine.report._words import MARKS, VERDICTS
from keras_nntricks.reports import page, render

TITLE = "Which training tricks hold up"
ABOUT = "Published claims about training neural networks, rerun and judged."
PARTS = ("macros.html", "front.html", "experiments.html")


def write(out, experiments, scale, rows, defaults=(), curves=()):
    """Writes OUT/index.html from the rows of one scale and returns its path.

    The same rows give the same file. Claims without rows are shown as NOT RUN; a
    figure that cannot be drawn leaves its error in its place.

    Args:
        out: folder of the page; the commands on it name this folder.
        experiments: what the page is about.
        scale: name of the scale.
        rows: what was measured, of other scales too.
        defaults: `Default`s, advice with the claims that it rests on.
        curves: `Curve`s, metrics by epoch that tell who learns fast.

    Raises:
        StoreError: if the file cannot be written; an earlier report stays as it was.
    """
    rows = [row for row in rows if row["scale"] == scale]
    judged = verdict.judge_all(experiments, scale, rows)
    front = {
        "defaults": defaults_view(defaults, judged),
        "profiles": profile_views(experiments, scale, rows, curves),
    }
    body = _body(experiments, scale, rows, judged, str(out), front)
    html = page(TITLE, body, ABOUT, _text("report.css"))
    return _saved(pathlib.Path(out) / "index.html", html)


def _saved(path, html):
    """Replaces the file as a whole: a full disk leaves the report of before."""
    partial = path.with_name("index.html.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(html, encoding="utf-8")
        os.replace(partial, path)
    except OSError as error:
        said = f"Cannot write {path}: {error.strerror}. Choose another with --out."
        raise StoreError(said) from error
    return path


def _body(experiments, scale, rows, judged, out, front):
    views = [
        experiment_view(experiment, scale, rows, _of(experiment, judged), out)
        for experiment in experiments
    ]
    counts = collections.Counter(c["verdict"] for v in views for c in v["claims"])
    return render(
        "".join(map(_text, PARTS)),
        scale=scale,
        experiments=views,
        counts=counts,
        verdicts=VERDICTS,
        marks=MARKS,
        missing=MISSING,
        **front,
        facts=run_facts(scale, rows),
        environments=environments(rows),
    )


def _of(experiment, judged):
    name = experiment.name
    return [(claim, said) for owner, claim, said in judged if owner.name == name]


def _text(name):
    return pathlib.Path(__file__).with_name(name).read_text(encoding="utf-8")
