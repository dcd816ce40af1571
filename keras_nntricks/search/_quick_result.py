"""What `quick` returns."""

import dataclasses

from keras_nntricks.checks import CheckResult

_RATE, _DECAY = "learning_rate", "weight_decay"


@dataclasses.dataclass(frozen=True)
class QuickResult:
    """The best of a coarse search.

    Attributes:
        learning_rate: float, None if every trial diverged.
        weight_decay: float, None if every trial diverged.
        table: list of dicts, best first: the two constants, "status" and the logs of
            the last epoch, None where not finite.
        range_test: the `CheckResult` of `checks.learning_rate_range`.
        advice: what to do next, in words; empty if there is nothing.
    """

    learning_rate: float | None
    weight_decay: float | None
    table: list[dict]
    range_test: CheckResult
    advice: str = ""

    def __str__(self):
        head = "no trial trained: the loss of each was not finite"
        if self.learning_rate is not None:
            head = (
                f"learning_rate={self.learning_rate:.2g}, "
                f"weight_decay={self.weight_decay:.2g}"
            )
        names = list(self.table[0])
        lines = [names, *([_shown(row[name]) for name in names] for row in self.table)]
        width = max(len(cell) for line in lines for cell in line)
        rows = ["  ".join(cell.rjust(width) for cell in line) for line in lines]
        return "\n".join([head, *rows, *([self.advice] if self.advice else [])])


def _shown(value):
    if value is None:
        return "-"
    return value if isinstance(value, str) else f"{value:.3g}"


def quick_result(rows, range_test, rates):
    """The result of the rows of `sweeps.fit_many`; `rates` is the range searched."""
    table = sorted((_line(row) for row in rows), key=_rank)
    best = table[0] if _rank(table[0])[0] == 0 else {_RATE: None, _DECAY: None}
    advice = _advice(best[_RATE], *rates)
    return QuickResult(best[_RATE], best[_DECAY], table, range_test, advice)


def _line(row):
    run, last = row["run"], {k: v[-1] for k, v in row["history"].items()}
    constants = {name: run[name] for name in (_RATE, _DECAY)}
    return {**constants, "status": row["status"], **last}


def _rank(line):
    """Sound trials first, by their validation loss."""
    loss = line["val_loss"]
    good = line["status"] == "done" and loss is not None
    return (0, loss) if good else (1, 0.0)


def _advice(rate, low, high):
    if rate is None:
        return "See whether the model can learn one batch: checks.overfit_batch."
    share = 1.5
    if rate < low * share or rate > high / share:
        return (
            f"The best learning rate is at the edge of those tried, {low:.2g} to "
            f"{high:.2g}: search again around it."
        )
    return ""
