"""How a search space differs from the one that a search was started with."""

import collections


def difference(saved, now):
    """What changed, in words; empty if nothing did.

    Args:
        saved: list of `{"class_name", "config"}`, a hyperparameter each.
        now: such a list.
    """
    old, new = _by_name(saved), _by_name(now)
    return "; ".join(
        [f"{name} is gone" for name in old if name not in new]
        + [f"{name} is new" for name in new if name not in old]
        + [
            f"{name} was {_shown(old[name])} and is {_shown(new[name])}"
            for name in old
            if name in new and old[name] != new[name]
        ]
    )


def _by_name(space):
    """A name can stand under several conditions."""
    found = collections.defaultdict(list)
    for hp in space:
        found[hp["config"]["name"]].append(hp)
    return found


def _shown(hps):
    return " / ".join(_words(hp) for hp in hps)


def _words(hp):
    shown = {
        key: value
        for key, value in hp["config"].items()
        if key not in ("name", "conditions", "ordered") and value is not None
    }
    config = ", ".join(f"{key}={value!r}" for key, value in shown.items())
    return f"{hp['class_name']}({config})"
