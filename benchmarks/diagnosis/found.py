"""Whether what was said of a run names the fault that is in it."""

from benchmarks.diagnosis.faults import FAULTS


def found(row):
    """Whether a verdict names the cause or a right layer; None without a fault."""
    if not row["cell"]["is_faulty"]:
        return None
    fault = FAULTS[row["cell"]["fault"]]
    said = row["verdicts"]
    return any(fault.found_by(rule, where, row["layers"]) for rule, where, _ in said)
