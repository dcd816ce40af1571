"""The one registry: every public trick at the settings that the suite tries."""

from tests.conformance.case import Case

CASES: tuple[Case, ...] = ()
