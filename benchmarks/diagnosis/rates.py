"""Counts over rows: what was found, what was missed, what was a false alarm."""

import collections

from benchmarks.diagnosis.faults import FAULTS
from benchmarks.diagnosis.found import found


def newest(rows):
    """The last row of each cell on each backend; the rules may have changed since."""
    return list({(*_pair(row), row["cell"]["is_faulty"]): row for row in rows}.values())


def of_part(rows, part):
    """The rows of a part."""
    return [row for row in rows if row["cell"]["part"] == part]


def healthy(rows):
    """Runs without a fault that went well."""
    return [row for row in rows if not row["cell"]["is_faulty"] and row["went_well"]]


def faulty(rows):
    """Runs whose fault counts: of those a training may overcome, the harmed ones."""
    return [row for row in _injected(rows) if _counts(row)]


def overcome(rows):
    """Runs that went well in spite of a fault that only counts where it harms."""
    return [row for row in _injected(rows) if not _counts(row)]


def _injected(rows):
    """Runs with a fault whose twin without it went well."""
    sane = {_pair(row) for row in healthy(rows)}
    return [row for row in rows if row["cell"]["is_faulty"] and _pair(row) in sane]


def _pair(row):
    cell = row["cell"]
    return cell["part"], cell["fault"], cell["number"], row["backend"]


def _counts(row):
    return not (FAULTS[row["cell"]["fault"]].must_harm and row["went_well"])


def by_fault(rows):
    """Fault -> (found, of): the counted runs of each fault, in the fixed order."""
    counted = collections.defaultdict(list)
    for row in faulty(rows):
        counted[row["cell"]["fault"]].append(found(row))
    return {name: (sum(counted[name]), len(counted[name])) for name in FAULTS}


def detected(rows):
    """(found, of) over all faults."""
    counted = [found(row) for row in faulty(rows)]
    return sum(counted), len(counted)


def alarmed(rows):
    """(with any verdict, of) the healthy runs."""
    counted = [bool(row["verdicts"]) for row in healthy(rows)]
    return sum(counted), len(counted)


def alarms_by_rule(rows):
    """Rule -> healthy runs in which it spoke, the most frequent first."""
    spoken = [sorted({rule for rule, *_ in row["verdicts"]}) for row in healthy(rows)]
    return dict(collections.Counter(rule for said in spoken for rule in said))


def confusion(rows):
    """(kind of run, rule) -> the share of its runs in which the rule spoke.

    The kinds are the faults and "healthy".
    """
    runs, spoken = collections.Counter(), collections.Counter()
    for row in (*healthy(rows), *faulty(rows)):
        kind = row["cell"]["fault"] if row["cell"]["is_faulty"] else "healthy"
        runs[kind] += 1
        spoken.update((kind, rule) for rule in {rule for rule, *_ in row["verdicts"]})
    return {(kind, rule): n / runs[kind] for (kind, rule), n in spoken.items()}
