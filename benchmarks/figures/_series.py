"""Lines that stay apart, however many there are."""

import itertools

from keras_nntricks.reports import PALETTE

COLOURS = [shade.light for name, shade in PALETTE.items() if "series" in name]
DASHES = ("-", "--", ":")
MARKERS = ("o", "s", "^")


def styles():
    """Colour, dashes and marker of one line after another."""
    for dashes, marker in itertools.cycle(zip(DASHES, MARKERS, strict=True)):
        for colour in COLOURS:
            yield {"color": colour, "ls": dashes, "marker": marker}
