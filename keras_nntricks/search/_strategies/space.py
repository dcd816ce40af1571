"""A space without conditions, as Keras Tuner describes it."""

from __future__ import annotations

import keras_tuner

from keras_nntricks._arguments import require

_PROBES = 512


def hyperparameters_of(space):
    """The hyperparameters of a space, or of a function that declares them."""
    if not isinstance(space, keras_tuner.HyperParameters):
        declare, space = space, keras_tuner.HyperParameters()
        declare(space)
    found = list(space.space)
    require(found, "space", "a space with hyperparameters", space)
    conditional = [hp.name for hp in found if hp.conditions]
    require(not conditional, "space", "without conditional scopes", conditional)
    return found


def limits_of(found):
    """How many values each may take, as far as a few hundred draws show."""
    return [len({hp.prob_to_value(p) for p in _probes()}) for hp in found]


def settings_at(found, point):
    """The values at a point of the unit cube."""
    pairs = zip(found, point, strict=True)
    return {hp.name: hp.prob_to_value(float(place)) for hp, place in pairs}


def _probes():
    return [(place + 0.5) / _PROBES for place in range(_PROBES)]
