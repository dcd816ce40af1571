"""Cases x checks, and what a case must hold."""

import dataclasses

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
LAYER = next(case for case in CASES if case.family == "layer")
BY_ID = [pytest.param(case, id=case.id) for case in CASES]


@pytest.mark.parametrize(("check", "case"), PARAMETERS)
def test_keeps_its_promise(check, case):
    check.function(case)


def test_ids_are_unique():
    ids = [parameter.id for parameter in PARAMETERS]
    assert len(ids) == len(set(ids))


def explains_its_failures(case):
    """Whether each expected failure names a check, a cause and a link."""
    names = {check.name for check in CHECKS if check.applies(case)}
    reasons = [len(why) == 2 and len(why[0].split()) > 2 for why in case.xfail.values()]
    links = [why[-1].startswith("https://") for why in case.xfail.values()]
    return set(case.xfail) <= names and all(reasons) and all(links)


@pytest.mark.parametrize("case", BY_ID)
def test_expected_failures_have_cause_and_link(case):
    assert explains_its_failures(case)


@pytest.mark.parametrize(
    ("check", "why", "explained"),
    [
        ("check_empty_batch", ("torch refuses it", "https://example.org"), True),
        ("check_empty_batch", ("FIXME", "https://example.org"), False),
        ("check_empty_batch", ("torch refuses it", "see the tracker"), False),
        ("check_empty_batch", ("torch refuses it",), False),
        ("check_no_such_promise", ("torch refuses it", "https://example.org"), False),
    ],
)
def test_a_failure_without_cause_or_link_is_not_accepted(check, why, explained):
    case = dataclasses.replace(LAYER, xfail={check: why})
    assert explains_its_failures(case) is explained


@pytest.mark.parametrize("case", BY_ID)
def test_case_is_complete(case):
    needed = {
        "layer": ("input_shape", "reference"),
        "activation": ("reference",),
        "function": ("reference",),
        "initializer": (),
        "callback": (),
        "calibration": (),
        "check": (),
        "constraint": ("reference",),
        "fit": (),
        "optimizer": (),
    }
    for field in needed[case.family]:
        assert getattr(case, field) is not None, f"{case.id} lacks {field}"
    said = case.moments or case.reference or case.properties
    assert said or case.family != "initializer", f"{case.id}: its values are not known"
