"""A check and an object that it must reject."""

import dataclasses

import pytest

from tests.conformance.case import Case

REJECTED = (AssertionError, pytest.fail.Exception)


@dataclasses.dataclass(frozen=True)
class Bite:
    """`check` must reject `broken`, with `error` where it is not an assertion's."""

    check: str
    broken: Case
    error: tuple[type[BaseException], ...] = REJECTED
