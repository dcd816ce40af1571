"""The one registry: every public trick at the settings that the suite tries.

Each module here holds a tuple `CASES` for one group of tricks.
"""

import importlib
import pkgutil


def _collect():
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(case for module in modules for case in module.CASES)


CASES = _collect()
