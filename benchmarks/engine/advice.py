"""Advice as data: what to do by default, and the claims that it rests on."""

from __future__ import annotations

import dataclasses
import fnmatch
from collections.abc import Iterable

from benchmarks.engine.judgement import CONTRADICTED, REPRODUCED
from benchmarks.engine.verdict import Judged

SUPPORTED, CONTESTED, OPEN = "supported", "contested", "open"


@dataclasses.dataclass(frozen=True)
class Default:
    """What to do where nothing is known that speaks against it.

    Args:
        when: the situation, a few words.
        do: the advice, a sentence.
        claims: names of the claims it rests on, "e04_he_against_xavier:converges-30".
    """

    when: str
    do: str
    claims: tuple[str, ...]


def named_claims(name: str, judged: Iterable[Judged]) -> list[Judged]:
    """The judged claims that a name stands for.

    `name` is that of an experiment, or its beginning, as "e04"; after a colon it says
    which of its claims, as "e04:converges-30" or "e12:*-rai-*"; without it, all.
    """
    experiment, _, wanted = name.partition(":")
    return [
        one
        for one in judged
        if is_named(one[0].name, experiment)
        and fnmatch.fnmatchcase(one[1].name, wanted or "*")
    ]


def is_named(name: str, beginning: str) -> bool:
    """Whether an experiment is meant by its name or by what stands before a "_"."""
    return name == beginning or name.startswith(f"{beginning}_")


def standing(judged: Iterable[Judged]) -> str:
    """How advice stands that rests on these claims.

    Supported if each is reproduced, contested if one is contradicted, else open.
    """
    verdicts = {judgement.verdict for *_, judgement in judged}
    if CONTRADICTED in verdicts:
        return CONTESTED
    return SUPPORTED if verdicts == {REPRODUCED} else OPEN
