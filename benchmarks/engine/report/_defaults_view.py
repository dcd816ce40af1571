"""Defaults with what they rest on, as the templates show them."""

from __future__ import annotations

from benchmarks.engine.advice import CONTESTED, OPEN, SUPPORTED, named_claims, standing
from benchmarks.engine.report._claim_view import claim_view

ORDER = (SUPPORTED, CONTESTED, OPEN)
WORDS = {
    SUPPORTED: "the claims that it rests on are reproduced",
    CONTESTED: "a claim that it rests on is contradicted",
    OPEN: "not all claims that it rests on have come out here",
}


def defaults_view(defaults, judged):
    """(standing, what that means, its defaults) for each standing that occurs.

    A default whose claims are not on the page is left out.
    """
    views = [view for default in defaults if (view := _view(default, judged))]
    groups = [(s, WORDS[s], [v for v in views if v["standing"] == s]) for s in ORDER]
    return [group for group in groups if group[2]]


def _view(default, judged):
    found = [named_claims(name, judged) for name in default.claims]
    if not all(found):
        return None
    claims = [one for ones in found for one in ones]
    return {
        "when": default.when,
        "do": default.do,
        "standing": standing(claims),
        "claims": [claim_view(*one) for one in claims],
    }
