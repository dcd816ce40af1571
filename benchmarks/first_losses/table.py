"""How far the first losses of two backends are apart, as a table in Markdown."""

from benchmarks.layers.table import NOTHING, line, machine

_NAME = "table of benchmarks/results/first_losses.jsonl"
MARKS = (f"<!-- {_NAME}: begin -->", f"<!-- {_NAME}: end -->")
REFERENCE = "jax"
ASKED = 1e-5


def difference(losses, others):
    """The largest difference, in units of the loss where that is above 1."""
    return max(
        abs(losses[arm] - others[arm]) / max(1, abs(losses[arm])) for arm in losses
    )


def differences(rows):
    """`{backend: {experiment: difference}}` to the losses on JAX."""
    found = {(row["backend"], row["experiment"]): row["losses"] for row in rows}
    backends = sorted({backend for backend, _ in found} - {REFERENCE})
    return {
        backend: {
            name: difference(found[REFERENCE, name], losses)
            for (other, name), losses in found.items()
            if other == backend
        }
        for backend in backends
    }


def table(rows):
    """A line per backend; where it was measured."""
    if not rows:
        return NOTHING
    columns = ("backend", "experiments", "networks", "largest difference to JAX", "")
    lines = [line(*columns), line(*["---"] * len(columns))]
    for backend, found in differences(rows).items():
        worst = max(found, key=found.get)
        own = [row for row in rows if row["backend"] == backend]
        networks = sum(len(row["losses"]) for row in own)
        judged = "met" if found[worst] <= ASKED else "**missed**"
        told = f"{found[worst]:.1g} (`{worst}`), at most {ASKED:g} asked"
        lines.append(line(backend, str(len(own)), str(networks), told, judged))
    places = sorted({f"- {row['backend']}: {machine(row)}" for row in rows})
    return "\n".join([*lines, "", *places])
