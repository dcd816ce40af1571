"""An attribute of one instance that is another one for a while."""

import contextlib


@contextlib.contextmanager
def shadowed(thing, name, value):
    """The attribute of the instance is `value` for a while.

    Set past Keras, which would track it; put back however the block ends.
    """
    own = vars(thing)
    had, old = name in own, own.get(name)
    object.__setattr__(thing, name, value)
    try:
        yield
    finally:
        if had:
            object.__setattr__(thing, name, old)
        else:
            object.__delattr__(thing, name)
