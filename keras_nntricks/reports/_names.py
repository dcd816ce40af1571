"""Names of layers and weights as pictures show them."""

_LONGEST = 34


def short_names(paths):
    """The paths without the folders that all share, long ones cut in the middle.

    A path without a folder keeps its name and does not count.
    """
    parts = [path.split("/") for path in paths]
    inside = [names for names in parts if len(names) > 1]
    shared = _shared_folders(inside) if len(inside) > 1 else 0
    return [_printable("/".join(n[shared:] if len(n) > 1 else n)) for n in parts]


def _shared_folders(parts):
    fewest = min(len(names) for names in parts) - 1
    differs = (len({n[i] for n in parts}) > 1 for i in range(fewest))
    return next((i for i, differ in enumerate(differs) if differ), fewest)


def _printable(name):
    name = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    if len(name) <= _LONGEST:
        return name
    half = (_LONGEST - 1) // 2
    return f"{name[:half]}\N{HORIZONTAL ELLIPSIS}{name[-half:]}"
