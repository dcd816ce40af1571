"""`list`: experiments, scales, cells and claims."""

from __future__ import annotations

import textwrap

from benchmarks.commands.set_up import choose_backend, select


def main(arguments):
    """Prints each experiment."""
    choose_backend(arguments.backend)
    _, experiments = select(arguments.experiments)
    for experiment in experiments:
        print("\n".join(described(experiment)), end="\n\n")
    return 0


def described(experiment):
    """The lines about one experiment."""
    source = experiment.source
    yield experiment.name
    yield f"  {experiment.question}"
    yield f"  {source.authors} {source.year}, {source.url}, {source.where}"
    for name in experiment.scales:
        yield f"  {name:<6} {_cells(experiment, name)}"
    for claim in experiment.claims:
        text = f"{claim.name}: {claim.statement}"
        yield textwrap.fill(text, 88, initial_indent="  - ", subsequent_indent="    ")


def _cells(experiment, name):
    from benchmarks.engine.plan import count

    scale = experiment.scales[name]
    _, cells = count(experiment, name, None, [])
    text = f"{cells} cells: {scale.seeds} seeds, {len(experiment.arms_at(name))} arms"
    if scale.tuning is not None:
        tuning = scale.tuning
        text += f", {len(tuning.values)} values of {tuning.hyperparameter} to tune on "
        text += f"{tuning.seeds} seeds"
    return text + (f", data {scale.data}" if scale.data else "")
