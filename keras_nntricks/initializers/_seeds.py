"""The seeds of the initializers here."""

import random

import keras

from keras_nntricks._arguments import is_integer, require

_SEED = "None, an integer in [0, 2**32) or a keras.random.SeedGenerator"


def checked_seed(seed):
    """The seed as the random functions of Keras take it, also out of a config."""
    if isinstance(seed, dict):
        seed = keras.saving.deserialize_keras_object(seed)
    if seed is None or isinstance(seed, keras.random.SeedGenerator):
        return seed
    # More bits would be lost, or refused by some backend only when values are drawn.
    valid = is_integer(seed) and 0 <= seed < 2**32
    require(valid, "seed", _SEED, seed)
    return int(seed)


def seed_of_a_draw(seed):
    """Keras's own unseeded initializers repeat themselves. These do not."""
    return random.randint(1, 10**9) if seed is None else seed
