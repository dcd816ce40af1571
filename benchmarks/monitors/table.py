"""The rows as tables in Markdown."""

from benchmarks.layers.table import NOTHING, line, machine
from benchmarks.layers.timing import spread
from benchmarks.monitors.arms import ARMS, PLAIN

TITLES = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "torch"}
_NAME = "tables of benchmarks/results/monitors.jsonl"
MARKS = (f"<!-- {_NAME}: begin -->", f"<!-- {_NAME}: end -->")
_COLUMNS = ("network", "way", *TITLES.values())


def tables(rows):
    """Times of whole trainings, extra time of first ones, machines."""
    if not rows:
        return NOTHING
    return "\n\n".join(
        (
            *("### Time of a training, to a plain `fit`", _grid(rows, _ratio)),
            *("### Seconds that the first `fit` takes longer", _grid(rows, _first)),
            *("### Where it was measured", _machines(rows)),
        )
    )


def _grid(rows, cell):
    problems = dict.fromkeys(row["problem"] for row in rows)
    found = {(row["problem"], row["backend"]): row for row in rows}
    lines = [line(*_COLUMNS), line(*["---"] * len(_COLUMNS))]
    for problem in problems:
        for arm in ARMS.values():
            if arm.name != PLAIN:
                held = [found.get((problem, backend)) for backend in TITLES]
                cells = ["" if row is None else cell(row, arm.name) for row in held]
                lines.append(line(problem, arm.title, *cells))
    return "\n".join(lines)


def ratios(row, arm):
    """The arm to a plain `fit`, round by round."""
    pairs = zip(row["seconds"][arm], row["seconds"][PLAIN], strict=True)
    return [watched / plain for watched, plain in pairs]


def _ratio(row, arm):
    median, low, high = spread(ratios(row, arm))
    found = f"{median:.3f} ({low:.3f} to {high:.3f})"
    target = row["targets"][arm]
    if target is None:
        return found
    word = "met" if median <= target else "**missed**"
    return f"{found}, {target:g} {word}"


def _first(row, arm):
    return f"{row['first_seconds'][arm] - row['first_seconds'][PLAIN]:.1f}"


def _machines(rows):
    return "\n".join(
        f"- {TITLES[row['backend']]}, {row['problem']}: {machine(row)}; "
        f"{row['steps']} steps of {row['batch_size']} examples, "
        f"{len(row['load_average'])} rounds; load average "
        f"{min(row['load_average']):.1f} to {max(row['load_average']):.1f}"
        for row in rows
    )
