from keras_nntricks._arguments import is_integer, require


def require_seed(seed):
    """Refuses what is no seed; None is drawn later."""
    valid = seed is None or (is_integer(seed) and seed >= 0)
    require(valid, "seed", "an integer >= 0 or None", seed)


def require_fixed_seed(seed):
    """Refuses what is no seed, None too."""
    require(is_integer(seed) and seed >= 0, "seed", "an integer >= 0", seed)
