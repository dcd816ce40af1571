"""The rows as tables in Markdown, and the page that shows them."""

import re

from benchmarks.layers.modes import MODES
from benchmarks.layers.timing import ratios, spread

BEGIN = "<!-- tables of benchmarks/results/layers.jsonl: begin -->"
END = "<!-- tables of benchmarks/results/layers.jsonl: end -->"
NOTHING = "No rows are committed yet."


def tables(rows):
    """Times and memory, a line per pair and a column per mode."""
    if not rows:
        return NOTHING
    return "\n\n".join(
        (
            *("### Time of a train step, ours to the reference", _grid(rows, _time)),
            *("### Peak memory of a train step", _grid(rows, _memory)),
            *("### Where it was measured", _machines(rows)),
        )
    )


def _grid(rows, cell):
    pairs = {row["pair"]: row for row in rows}
    cells = {(row["pair"], row["mode"]): cell(row) for row in rows}
    titles = [mode.title for mode in MODES.values()]
    lines = [line("layer", "against", "input", *titles), line(*["---"] * 7)]
    for name, row in pairs.items():
        shape = ", ".join(str(size) for size in row["input_shape"])
        found = [cells.get((name, mode), "") for mode in MODES]
        lines.append(line(f"`{row['ours']}`", row["reference"], shape, *found))
    return "\n".join(lines)


def line(*cells):
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


def _time(row):
    median, low, high = spread(ratios(row["seconds"]))
    found = f"{median:.2f} ({low:.2f} to {high:.2f})"
    if row["target"] is None:
        return found
    word = "met" if median <= row["target"] else "**missed**"
    return f"{found}, {row['target']:g} {word}"


def _memory(row):
    ours, reference = row["peak_bytes"]["ours"], row["peak_bytes"]["reference"]
    if not ours or not reference:
        return ""
    return f"{ours / reference:.2f} ({ours / 2**20:.1f} / {reference / 2**20:.1f} MiB)"


def _machines(rows):
    """A line per mode and machine: versions, threads, load, rounds."""
    lines = {}
    for row in rows:
        lines.setdefault((MODES[row["mode"]].title, machine(row)), []).append(row)
    return "\n".join(
        f"- {title}: {where}; {_rounds(found)}; load average {_load(found)}"
        for (title, where), found in lines.items()
    )


def machine(row):
    """Where a row was measured, and with which versions."""
    facts = row["environment"]
    names = ("keras", "tensorflow", "jax", "torch", "numpy", "python")
    versions = ", ".join(f"{name} {facts[name]}" for name in names if name in facts)
    return (
        f"{facts['processor']}, {facts['cores']} cores, {facts['device']}; {versions}"
    )


def _rounds(rows):
    counts = sorted({len(row["load_average"]) for row in rows})
    return " or ".join(str(count) for count in counts) + " rounds"


def _load(rows):
    loads = [load for row in rows for load in row["load_average"]]
    return f"{min(loads):.1f} to {max(loads):.1f}"


def shown(page, marks=(BEGIN, END)):
    """What stands between the marks of a page."""
    return _marked(page, marks)[2].strip()


def with_text(page, text, marks):
    """The page with a text between its marks."""
    found = _marked(page, marks)
    return f"{page[: found.start(2)]}\n\n{text}\n\n{page[found.end(2) :]}"


def write_into(path, text, marks):
    """Puts a text between the marks of the page of this path."""
    page = path.read_text(encoding="utf-8")
    path.write_text(with_text(page, text, marks), encoding="utf-8")


def _marked(page, marks):
    begin, end = marks
    pattern = f"({re.escape(begin)})(.*?)({re.escape(end)})"
    found = re.search(pattern, page, re.DOTALL)
    if found is None:
        raise ValueError(f"The page must hold the lines {begin!r} and {end!r}.")
    return found
