"""The trials of a search as rows."""

from __future__ import annotations

from keras_nntricks.search._results.project import read_project
from keras_nntricks.search._results.rows import rows_of


def results_table(search):
    """Returns one dict per trial of a search, in the order in which they began.

    `pandas.DataFrame(rows)` and `csv.DictWriter` take the rows as they are: all have
    the same keys in the same order, and plain values. What is not known is None.

    - `trial_id`; `stage` (of `CoarseToFine`, or the round of Hyperband), `status`;
    - `score`, and `score_error`, its standard error over executions or folds, if there
      are at least two: the spread of their best values / sqrt(their number);
    - `best_step`, the epoch of the score, from 0; `epochs` trained, and `seconds`, both
      over all executions;
    - a column per hyperparameter, None where a trial did not use it; one that is
      called as another column gets "hp/" before its name;
    - `aborted`, why a trial broke off or failed; `verdict`, the first of its verdicts.

    Keras Tuner by itself stores neither curves nor times: of its own tuners `epochs`
    (Hyperband's apart), `seconds`, `score_error` and `verdict` are None. A search that
    still runs may be read.

    Args:
        search: a tuner, or the project directory of one, `directory/project_name`.

    Returns:
        A list of dicts.

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
    >>> rows = search.results_table(tuner)
    >>> [row["status"] for row in rows], rows[0]["rate"]
    (['COMPLETED', 'COMPLETED', 'COMPLETED'], 0.0001)

    Reference: Keras Tuner, "Visualize the hyperparameter tuning process",
    https://keras.io/keras_tuner/guides/visualize_tuning/
    """
    return rows_of(read_project(search))
