"""`judge`: the verdict of each claim as text."""

from __future__ import annotations

import textwrap

from benchmarks.commands.set_up import read


def main(arguments):
    """Prints the verdicts; one that contradicts its claim is no error."""
    from benchmarks.engine.verdict import judge_all

    experiments, rows = read(arguments)
    shown = None
    for experiment, claim, judgement in judge_all(experiments, arguments.scale, rows):
        if experiment.name != shown:
            shown = experiment.name
            print(f"\n{shown}")
        print(described(claim, judgement))
    return 0


def described(claim, judgement):
    """The lines about one claim."""
    head = f"  {judgement.verdict:<13} {claim.name}{_numbers(judgement)}"
    indent = " " * 16
    reason = textwrap.fill(
        judgement.reason, 88, initial_indent=indent, subsequent_indent=indent
    )
    return f"{head}\n{reason}"


def _numbers(judgement):
    if judgement.effect is None:
        return ""
    unit = f" {judgement.unit}" if judgement.unit else ""
    return f": {judgement.numbers}{unit}, n = {judgement.n}"
