"""The tables of the report, in Markdown."""

from benchmarks.diagnosis import rates
from benchmarks.diagnosis.cells import PARTS
from benchmarks.diagnosis.faults import FAULTS
from benchmarks.engine.statistics import wilson_interval

NONE = "-"


def tables(rows):
    """All tables, one after another."""
    parts = [rates.of_part(rows, part) for part in PARTS]
    sections = (_summary(parts), _faults(parts), _alarms(parts))
    return "\n\n".join((*sections, _made_by(rows)))


def share(count, total):
    """A proportion with its 95 % interval, as text."""
    if not total:
        return NONE
    low, high = wilson_interval(count, total)
    return (
        f"{count} of {total}, {100 * count / total:.1f} % "
        f"({100 * low:.1f} to {100 * high:.1f})"
    )


def _summary(parts):
    lines = [
        ["faults found", *(share(*rates.detected(rows)) for rows in parts)],
        [
            "healthy runs with an alarm",
            *(share(*rates.alarmed(rows)) for rows in parts),
        ],
        [
            "faults that did no harm",
            *(str(len(rates.overcome(rows))) for rows in parts),
        ],
    ]
    return _table("What", lines)


def _faults(parts):
    counts = [rates.by_fault(rows) for rows in parts]
    lines = [
        [fault.says, *(share(*found[name]) for found in counts)]
        for name, fault in FAULTS.items()
    ]
    return "### Found, by fault\n\n" + _table("Fault", lines)


def _alarms(parts):
    counts = [rates.alarms_by_rule(rows) for rows in parts]
    totals = [len(rates.healthy(rows)) for rows in parts]
    each = list(zip(counts, totals, strict=True))
    lines = [
        [f"`{name}`", *(share(found.get(name, 0), total) for found, total in each)]
        for name in sorted({name for found in counts for name in found})
    ]
    head = "### False alarms, by rule\n\n"
    return head + (_table("Rule", lines) if lines else "None.")


def _table(first, lines):
    head = [first, *PARTS]
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _made_by(rows):
    """How many rows there are of each backend, with its versions."""
    made = {}
    for row in rows:
        known = row["environment"]
        backend = row["backend"]
        text = f"Keras {known['keras']} on {backend} {known.get(backend, '')}".strip()
        made[text] = made.get(text, 0) + 1
    said = "; ".join(f"{count} runs with {text}" for text, count in made.items())
    return f"{said}." if said else "No runs."
