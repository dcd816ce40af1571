"""The cost of watching that follows from its parts, as a table in Markdown."""

from benchmarks.layers.table import NOTHING, line, machine
from benchmarks.layers.timing import spread
from benchmarks.monitors.table import TITLES

_NAME = "table of benchmarks/results/monitor_parts.jsonl"
MARKS = (f"<!-- {_NAME}: begin -->", f"<!-- {_NAME}: end -->")
TARGETS = {"TrainingMonitor": 1.02, "DeadUnitMonitor": 1.01, "NaNGuard": 1.03}
FIRST = 7  # steps 0, 1, 2, 4, 8, 16 and 32
EARLY, LATE, LATE_FROM = 50, 100, 1000  # the default: steps between two later ones
EXAMPLES, EPOCHS = 60_000, 10  # of MNIST
_COLUMNS = (
    *("network", "backend", "callback", "sampled step, in plain steps"),
    *("hooks of an epoch, in plain steps", "a training of 10 epochs", "aimed at"),
)


def samples(steps):
    """How many steps of a `fit` are sampled at the defaults.

    >>> [samples(steps) for steps in (250, 500, 1000, 1001, 1101)]
    [11, 16, 26, 27, 28]
    """
    early = (min(steps, LATE_FROM) - 1) // EARLY
    late = (steps - 1) // LATE - (LATE_FROM - 1) // LATE
    return FIRST + early + max(late, 0)


def expected(row, callback):
    """Ten epochs of MNIST, to a plain `fit`: samples and hooks, by the median sample.

    The hooks of an epoch and those of the whole `fit` are counted for each epoch.
    """
    epoch = -(-EXAMPLES // row["batch_size"])
    extra = spread(row["sampled_to_plain"][callback])[0] - 1
    hooks = row["hook_seconds"][callback] / row["plain_seconds"]
    steps = EPOCHS * epoch
    return 1 + (samples(steps) * extra + EPOCHS * hooks) / steps


def table(rows):
    """A line per network, backend and callback; where it was measured."""
    if not rows:
        return NOTHING
    lines = [line(*_COLUMNS), line(*["---"] * len(_COLUMNS))]
    for row in rows:
        start = (row["problem"], TITLES[row["backend"]])
        lines += [line(*start, *cells) for cells in _cells(row)]
    places = [_place(row) for row in rows]
    return "\n".join([*lines, "", *places])


def _cells(row):
    for name, ratios in row["sampled_to_plain"].items():
        hooks = row["hook_seconds"][name] / row["plain_seconds"]
        ratio = expected(row, name)
        yield f"`{name}`", _quarters(ratios), f"{hooks:.1f}", *_judged(name, ratio)
    ratios = row["guarded_to_plain"]
    target = _judged("NaNGuard", spread(ratios)[0])[1]
    yield "`NaNGuard`", "", "", _quarters(ratios), target


def _quarters(ratios):
    median, low, high = spread(ratios)
    return f"{median:.3f} ({low:.3f} to {high:.3f})"


def _judged(name, ratio):
    word = "met" if ratio <= TARGETS[name] else "**missed**"
    return f"{ratio:.3f}", f"{TARGETS[name]:g} {word}"


def _place(row):
    step = 1000 * row["plain_seconds"]
    return (
        f"- {TITLES[row['backend']]}, {row['problem']}: {machine(row)}; fits of "
        f"{row['steps']} steps, a plain step takes {step:.1f} ms; load average "
        f"{row['load_average']:.1f}"
    )
