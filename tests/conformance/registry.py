"""The list of checks; a check is a function of a case that raises or passes."""

import dataclasses
from collections.abc import Callable

from tests.conformance.case import Case


@dataclasses.dataclass(frozen=True)
class Check:
    """A promise: the function that tests it and the cases it applies to."""

    function: Callable[[Case], None]
    families: tuple[str, ...]
    when: Callable[[Case], bool]

    @property
    def name(self):
        """The function's name, `check_<promise>`."""
        return self.function.__name__

    def applies(self, case):
        """Whether the case makes this promise."""
        return case.family in self.families and bool(self.when(case))


CHECKS: list[Check] = []


def check(*families, when=lambda case: True):
    """Registers a check for `families`, for the cases that fulfil `when`."""

    def register(function):
        CHECKS.append(Check(function, families, when))
        return function

    return register
