"""The faults, by name, in the order of the report."""

from benchmarks.diagnosis.faults import (
    _fitting,
    _flow,
    _inputs,
    _labels,
    _last_layer,
    _rates,
    _reserved,
    _weights,
)
from benchmarks.diagnosis.faults.fault import Fault

__all__ = ["FAULTS", "Fault"]

_GROUPS = (_rates, _weights, _flow, _inputs, _labels, _last_layer, _fitting, _reserved)
FAULTS = {fault.name: fault for group in _GROUPS for fault in group.FAULTS}
