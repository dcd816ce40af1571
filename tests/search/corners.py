"""The corners of a search space, and a step of training in each."""

import keras_tuner
import numpy as np


def space_of(build):
    """Name -> hyperparameter: all that `build` declares, at its defaults."""
    hp = keras_tuner.HyperParameters()
    build(hp)
    return {single.name: single for single in hp.space}


def ends(single):
    """All values of a choice, both ends of a range."""
    if hasattr(single, "min_value"):
        return [single.min_value, single.max_value]
    return list(single.values)


def corners(space):
    """Values for trials: each end of each hyperparameter alone, all low, all high."""
    values = [
        {**_active(single), name: end}
        for name, single in space.items()
        for end in ends(single)
    ]
    low, high = ({n: ends(s)[side] for n, s in space.items()} for side in (0, -1))
    return [*values, low, high]


def _active(single):
    """Values at which a conditional hyperparameter exists."""
    return {condition.name: condition.values[0] for condition in single.conditions}


def ends_of_names(space):
    """For the frozen space: name -> ends."""
    return {name: tuple(ends(single)) for name, single in space.items()}


def train_a_step(hypermodel, values, x, y):
    """Builds the model of a corner and trains one step; raises unless it learns."""
    hp = keras_tuner.HyperParameters()
    hp.values.update(values)
    model = hypermodel.build(hp)
    assert all(hp.get(name) == value for name, value in values.items() if name in hp)
    model.run_eagerly, model.jit_compile = True, False
    before = [np.array(w) for w in model.get_weights()]
    history = hypermodel.fit(hp, model, x, y, verbose=0)
    assert np.isfinite(history.history["loss"]).all()
    after = model.get_weights()
    assert all(np.isfinite(w).all() for w in after)
    assert any((a != b).any() for a, b in zip(before, after, strict=True))
    return model
