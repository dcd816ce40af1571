"""Why checks that need a loss cannot run, said once."""

import numpy as np

from keras_nntricks.checks._check_result import CheckResult
from keras_nntricks.checks._forward import forwards
from keras_nntricks.checks._left_as_it_was import left_as_it_was

_UNUSABLE = "labels-out-of-range"
_NOT_FINITE = ("inputs-not-finite", "labels-not-finite")


class Obstacle:
    """Looks for a loss, unless an earlier result tells that there is none.

    Args:
        model: the model.
        examples: its examples.
        results: the results of the checks that need no loss.
    """

    def __init__(self, model, examples, results):
        self._cause = _cause_among(results) or ""
        self._error = None
        if self._cause:
            return
        try:
            with left_as_it_was(model):
                loss = np.mean([one.loss for one in forwards(model, examples)])
        except Exception as error:
            self._error = error
        else:
            self._cause = "" if np.isfinite(loss) else _source_of_nan(results)

    def stops(self, name):
        """The `CheckResult` of a check that cannot run, or None.

        The first of them tells the error, the others refer to it.
        """
        if self._cause:
            return CheckResult(name, "not run", self._cause)
        if self._error is None:
            return None
        self._cause = f"the loss raises, see `{name}`"
        return raised(name, self._error)


def raised(name, error):
    """The `CheckResult` of a check that raised."""
    told = _innermost(error)
    return CheckResult(name, "failed", told, "no error", numbers={"error": str(error)})


def _innermost(error):
    """The reason, without the layers of Keras around it."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith("Exception encountered")]
    return f"{type(error).__name__}: {(told or lines or [''])[0]}"


def _rules_of(result):
    return result.numbers.get("rules", ())


def _cause_among(results):
    """The fault after which no loss may be computed: a GPU would be lost on torch."""
    for result in results:
        if result.status == "failed" and "error" in result.numbers:
            return f"the model raises, see `{result.name}`"
        if _UNUSABLE in _rules_of(result):
            return f"labels out of range, see `{result.name}`"
    return None


def _source_of_nan(results):
    for result in results:
        if set(_rules_of(result)) & set(_NOT_FINITE):
            return f"the loss is not finite, see `{result.name}`"
    return ""
