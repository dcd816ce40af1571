from keras_nntricks._arguments import is_integer, require


def checked_seed(seed):
    """The seed of a layer's own generator; the backends keep 32 bits of it."""
    valid = seed is None or (is_integer(seed) and 0 <= seed < 2**32)
    require(valid, "seed", "None or an integer in [0, 2**32)", seed)
    return seed if seed is None else int(seed)
