"""Does training trials as one program save time, and change no result?"""

from benchmarks.search.frame import NOTHING

NAME = "vectorized"


def measure(options):
    """Yields nothing yet."""
    yield from ()


def section(rows):
    """Markdown."""
    return NOTHING
