"""A search on one page."""

from __future__ import annotations

import importlib.resources

from keras_nntricks.reports import page, render
from keras_nntricks.search._results import facts
from keras_nntricks.search._results.figures import sections
from keras_nntricks.search._results.project import read_project
from keras_nntricks.search._results.view import view_of


def search_report(search, title="Search report"):
    """Returns a page about a search that needs nothing but itself.

    The best trial and what to try next come first, in words; then the pictures of
    `plot_search`, the best trials, why trials were lost, the space, and all trials as
    a table. The page loads nothing, runs no script, follows the reader's light or dark
    setting and fits narrow screens. A search that still runs may be shown.

    Args:
        search: a tuner, or the project directory of one, `directory/project_name`.
        title: str. The title of the page. Defaults to "Search report".

    Returns:
        The HTML document as a str.

    Raises:
        FileNotFoundError: if the directory holds no search.
        ValueError: if a file is damaged; the message names it.

    Example:
    >>> import tempfile
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> class Bowl(keras_tuner.RandomSearch):
    ...     def run_trial(self, trial, **options):
    ...         rate = trial.hyperparameters.Float("rate", 1e-4, 1.0, sampling="log")
    ...         return {"loss": abs(rate - 0.01)}
    >>> tuner = Bowl(
    ...     objective=keras_tuner.Objective("loss", "min"),
    ...     max_trials=3,
    ...     directory=tempfile.mkdtemp(),
    ... )
    >>> tuner.search(verbose=0)
    >>> html = search.search_report(tuner, "First try")
    >>> "<h1>First try</h1>" in html, "3 trials of 1 hyperparameter" in html
    (True, True)

    Reference: Bergstra and Bengio, 2012, "Random Search for Hyper-Parameter
    Optimization", https://www.jmlr.org/papers/v13/bergstra12a.html
    """
    view = view_of(read_project(search))
    said = facts.summary(view)
    body = render(
        _resource("search_report.html"),
        summary=said,
        best=facts.best_settings(view) if view.best else [],
        advice=facts.advice(view),
        sections=sections(view) if view.score else [],
        tables=[t for t in (facts.best_table(view), facts.lost_table(view)) if t.rows],
        more=[facts.space_table(view), facts.whole_table(view)],
    )
    return page(title, body, said, _resource("search_report.css"))


def _resource(name):
    files = importlib.resources.files("keras_nntricks.search._results")
    return files.joinpath(name).read_text(encoding="utf-8")
