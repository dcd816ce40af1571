"""Why a claim was not reproduced, in a sentence that is written when that is known.

They stand apart from the experiments: a word about a result must not ask for the
result to be measured again.
"""

from __future__ import annotations

import functools
import pathlib
import tomllib

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "findings"


@functools.cache
def findings(scale: str) -> dict[str, dict[str, str]]:
    """Experiment -> claim -> sentence about the committed rows of a scale."""
    path = FOLDER / f"{scale}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def finding(scale: str, experiment: str, claim: str) -> str | None:
    """The sentence about one claim, or None."""
    return findings(scale).get(experiment, {}).get(claim)
