"""A value that many jobs need and each worker gets once."""

import itertools
import os

_KEYS = itertools.count()
_ARRIVED = {}


class Held:
    """The value itself, for jobs that run in the process of the driver."""

    def __init__(self, value):
        self._value = value

    def get(self):
        return self._value


class Sent:
    """The value as bytes; a copy of this in a worker finds what came to `arrive`."""

    def __init__(self, value, store=lambda data: data):
        import cloudpickle

        self.key = f"{os.getpid()}-{next(_KEYS)}"
        self.data = store(cloudpickle.dumps(value))

    def __reduce__(self):
        return Sent._of_key, (self.key,)

    @classmethod
    def _of_key(cls, key):
        arrived = cls.__new__(cls)
        arrived.key = key
        return arrived

    def get(self):
        return _ARRIVED[self.key]


def arrive(shared):
    """Keeps in this worker what its last job with shared values needs.

    `shared` are pairs of key and bytes; those that are here already may be None.
    """
    import cloudpickle

    kept = {
        key: _ARRIVED[key] if key in _ARRIVED else cloudpickle.loads(data)
        for key, data in shared
    }
    if shared:
        _ARRIVED.clear()
        _ARRIVED.update(kept)
