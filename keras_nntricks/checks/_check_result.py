import dataclasses
from collections.abc import Mapping
from typing import Any

STATUSES = ("ok", "warning", "failed", "not run")


@dataclasses.dataclass(frozen=True)
class CheckResult:
    """What a check measured, what it expected, and what to do.

    Args:
        name: the check, as its function is called.
        status: `"ok"`, `"warning"`, `"failed"` or `"not run"`.
        measured: what was found, with its numbers.
        expected: what a sound model gives.
        advice: what to try; empty where there is nothing to do.
        numbers: the numbers behind it by name, for drawings and for programs.

    Example:
    >>> from keras_nntricks import checks
    >>> print(checks.CheckResult("initial_loss", "ok", "2.31", "2.30"))
    initial_loss: ok. Measured: 2.31. Expected: 2.30.

    Reference: Stanford CS231n, "Before learning: sanity checks tips/tricks",
    https://cs231n.github.io/neural-networks-3/#sanitycheck
    """

    name: str
    status: str
    measured: str = ""
    expected: str = ""
    advice: str = ""
    numbers: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self):
        labels = {
            "Measured": self.measured,
            "Expected": self.expected,
            "Try": self.advice,
        }
        parts = [f"{label}: {text}" for label, text in labels.items() if text]
        ends = [part if part.endswith(".") else f"{part}." for part in parts]
        return " ".join([f"{self.name}: {self.status}.", *ends])
