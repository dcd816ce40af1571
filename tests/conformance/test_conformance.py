"""Cases x checks, and what a case must hold."""

import pytest

from tests.conformance import checks
from tests.conformance.cases import CASES
from tests.conformance.registry import CHECKS

assert checks.MODULES


def _parameter(check, case):
    reason = case.xfail.get(check.name)
    marks = [pytest.mark.xfail(reason=", ".join(reason), strict=True)] if reason else []
    return pytest.param(check, case, id=f"{case.id}-{check.name}", marks=marks)


PARAMETERS = [_parameter(k, c) for c in CASES for k in CHECKS if k.applies(c)]
BY_ID = [pytest.param(case, id=case.id) for case in CASES]


@pytest.mark.parametrize(("check", "case"), PARAMETERS)
def test_keeps_its_promise(check, case):
    check.function(case)


def test_ids_are_unique():
    ids = [parameter.id for parameter in PARAMETERS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("case", BY_ID)
def test_expected_failures_have_cause_and_link(case):
    names = {check.name for check in CHECKS if check.applies(case)}
    assert set(case.xfail) <= names
    for cause, link in case.xfail.values():
        assert len(cause.split()) > 2
        assert link.startswith("https://")


@pytest.mark.parametrize("case", BY_ID)
def test_case_is_complete(case):
    needed = {
        "layer": ("input_shape", "reference"),
        "activation": ("reference",),
        "function": ("reference",),
        "initializer": ("moments",),
        "callback": (),
    }
    for field in needed[case.family]:
        assert getattr(case, field) is not None, f"{case.id} lacks {field}"
