"""Each check rejects an object with the fault that it is there to find."""

import pytest

from tests.conformance import checks
from tests.conformance.bite import REJECTED, Bite
from tests.conformance.fakes import BITES, GOOD
from tests.conformance.fakes.initializers import without_being_told
from tests.conformance.kernels import KERNELS
from tests.conformance.registry import CHECKS

assert checks.MODULES

BY_NAME = {check.name: check for check in CHECKS}
BROKEN = [pytest.param(bite, id=f"{bite.check}-{bite.broken.name}") for bite in BITES]
SOUND = [
    pytest.param(check, case, id=f"{case.name}-{check.name}")
    for case in GOOD
    for check in CHECKS
    if check.applies(case)
]


@pytest.mark.parametrize("bite", BROKEN)
def test_check_rejects_the_broken_object(bite):
    check = BY_NAME[bite.check]
    assert check.applies(bite.broken)
    with pytest.raises(bite.error):
        check.function(bite.broken)


@pytest.mark.parametrize(("check", "case"), SOUND)
def test_check_accepts_the_sound_object(check, case):
    check.function(case)


def test_no_check_lacks_a_broken_object():
    assert {bite.check for bite in BITES} == set(BY_NAME)


def test_no_check_lacks_a_sound_object():
    sound = {check.name for check in CHECKS for case in GOOD if check.applies(case)}
    assert sound == set(BY_NAME)


@pytest.mark.parametrize("kernel", [kernel.name for kernel in KERNELS])
def test_moments_are_checked_in_each_kernel(kernel):
    bite = Bite("check_mean_and_variance", without_being_told(kernel))
    with pytest.raises(REJECTED, match=f"{kernel} kernel"):
        BY_NAME[bite.check].function(bite.broken)
