import numpy as np


def since(flags, least=1):
    """The index from which all flags to the end are set, at least `least`; or None.

    >>> since([False, True, True], least=2)
    1
    """
    flags = np.asarray(flags, bool)
    off = np.flatnonzero(~flags)
    start = int(off[-1]) + 1 if off.size else 0
    return start if flags.size - start >= max(least, 1) else None
