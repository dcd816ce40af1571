"""A training on one page."""

from __future__ import annotations

import importlib.resources

from keras_nntricks.reports._page import page
from keras_nntricks.reports._render import render
from keras_nntricks.reports._training_facts import facts, summary, tables
from keras_nntricks.reports._training_figures import sections

_SILENCE = (
    "None of the rules that could be asked found a symptom in what was recorded. "
    "That is no proof that the model is as good as it could be."
)


def training_report(record, title="Training report"):
    """Returns a page about a training that needs nothing but itself.

    The verdicts come first, in words; then the losses with the verdicts at their step,
    the logs of the epochs, heat maps of each layer over time, histograms where they
    were recorded, and the facts about the model.

    Args:
        record: `keras_nntricks.monitors.Record`.
        title: str. The title of the page. Defaults to "Training report".

    Returns:
        The HTML document as a str.

    Example:
    >>> from keras_nntricks import monitors
    >>> from keras_nntricks.reports import training_report
    >>> record = monitors.Record(monitors.ModelFacts())
    >>> record.add_sample(0, 0, 0, {"loss": 2.3})
    >>> html = training_report(record, "First try")
    >>> "<h1>First try</h1>" in html, "No alarm." in html
    (True, True)
    """
    body = render(
        _resource("training_report.html"),
        summary=summary(record),
        verdicts=record.verdicts,
        silence=_SILENCE,
        sections=sections(record),
        facts=facts(record),
        tables=tables(record),
    )
    return page(title, body, summary(record), _resource("training_report.css"))


def _resource(name):
    files = importlib.resources.files("keras_nntricks.reports")
    return files.joinpath(name).read_text(encoding="utf-8")
