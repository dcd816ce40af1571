"""Names of layers and weights as pictures show them."""

_LONGEST = 34


def short_names(paths):
    """The paths without the folders that all share, long ones cut in the middle."""
    parts = [path.split("/") for path in paths]
    shared = _shared_folders(parts) if len(paths) > 1 else 0
    return [_printable("/".join(names[shared:])) for names in parts]


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
