"""`compare`: what changed between two result sets."""

from __future__ import annotations

from benchmarks.commands.columns import aligned
from benchmarks.commands.exits import FAILED, OK, UsageError
from benchmarks.commands.set_up import choose_backend, open_store, select

CHANGED, APART, SAME = "!", "~", "="
NAMES = "AB"
LEGEND = (
    f"{CHANGED} the verdict differs, {APART} the same verdict but intervals that do "
    f"not meet, {SAME} neither"
)


def main(arguments):
    """Prints the differences; status 1 when a verdict differs."""
    from benchmarks.engine import comparing

    first, second = _sets(arguments)
    pairs = comparing.claim_pairs(first, second)
    _say_environments(comparing.environment_differences(first, second))
    _say_cells(comparing, first.rows, second.rows)
    _say_claims(pairs)
    num_changed = sum(pair.is_changed for pair in pairs)
    num_apart = sum(pair.is_apart and not pair.is_changed for pair in pairs)
    print(
        f"\n{len(pairs)} claims: {num_changed} verdicts differ; of the others "
        f"{num_apart} have intervals that do not meet."
    )
    return FAILED if num_changed else OK


def _sets(arguments):
    backend, _ = choose_backend(None)
    registry, experiments = select(arguments.experiments)
    wanted = arguments.backends or (None, None)
    sides = zip(NAMES, (arguments.first, arguments.second), wanted, strict=True)
    return [
        _set(name, folder, experiments, arguments.scale, registry, own, backend)
        for name, folder, own in sides
    ]


def _set(name, folder, experiments, scale, registry, wanted, usual):
    from benchmarks.engine.comparing import result_set
    from benchmarks.engine.reading import recorded_rows

    store = open_store(folder)
    options = (scale, registry, wanted or usual, wanted is not None)
    rows, notes = recorded_rows(store, experiments, *options)
    for note in notes:
        print(f"note: {name}: {note}")
    if not rows:
        raise UsageError(f"{folder} holds no rows of the {scale} scale to compare.")
    print(f"{name}: {folder}, {len(rows)} cells on {rows[0]['backend']}, {scale} scale")
    return result_set(name, experiments, scale, rows)


def _say_environments(differences):
    if differences:
        print("\nEnvironments")
        print("\n".join(aligned([("", *NAMES), *differences])))
    else:
        print("\nThe environments are the same.")


def _say_cells(comparing, first, second):
    shared, equal = comparing.shared_cells(first, second)
    print(f"\n{shared} cells are in both, {equal} of them with equal metrics.")
    for name, here, there in ((NAMES[0], first, second), (NAMES[1], second, first)):
        alone = comparing.cells_in_one(here, there)
        if alone:
            print(f"In {name} alone: {alone.total()} cells")
            lines = [(f"  {e}", arm, ph, str(n)) for (e, arm, ph), n in alone.items()]
            print("\n".join(aligned(lines)))


def _say_claims(pairs):
    if not pairs:
        return
    print(f"\nClaims: {LEGEND}")
    lines = aligned([("", "", *_heads()), *map(_columns, pairs)])
    print(lines[0])
    shown = None
    for pair, line in zip(pairs, lines[1:], strict=True):
        if pair.experiment != shown:
            shown = pair.experiment
            print(shown)
        print(line)


def _heads():
    for name in NAMES:
        yield from (name, "effect")
    yield from ("unit", "n")


def _columns(pair):
    mark = CHANGED if pair.is_changed else APART if pair.is_apart else SAME
    sides = (pair.first, pair.second)
    numbers = [text for one in sides for text in (one.verdict, one.numbers)]
    unit = next((one.unit for one in sides if one.effect is not None), "")
    counts = dict.fromkeys(str(one.n) for one in sides)
    return mark, pair.claim, *numbers, unit, " / ".join(counts)
