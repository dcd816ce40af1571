import dataclasses
from collections.abc import Mapping

from keras_nntricks._arguments import require

_PARTS = ("outputs", "weights", "batch", "histograms", "ends")


@dataclasses.dataclass(frozen=True)
class Request:
    """What a watcher wants to be measured at a sampled step; the loss always is.

    Args:
        outputs: whether the outputs of the layers, unit by unit.
        weights: whether the norms of gradients, weights and updates.
        batch: whether inputs, targets and predictions, feature by feature.
        histograms: whether histograms of the outputs and weights that are asked for.
        flat_sides: path of a layer -> `(below, above)`: outputs `<= below` or
            `>= above` lie on a flat side of its activation; `None` for no such side.
        ends: whether the smallest and the largest output of each unit, where `outputs`
            does not ask for more; cheaper than all of its statistics.

    Example:
    >>> from keras_nntricks import taps
    >>> both = taps.Request(outputs=True) | taps.Request(weights=True)
    >>> both.outputs, both.weights, both.batch
    (True, True, False)
    """

    outputs: bool = False
    weights: bool = False
    batch: bool = False
    histograms: bool = False
    flat_sides: Mapping = dataclasses.field(default_factory=dict, hash=False)
    ends: bool = False

    def __post_init__(self):
        for name in _PARTS:
            value = getattr(self, name)
            require(isinstance(value, bool), name, "True or False", value)
        sides = self.flat_sides
        fine = isinstance(sides, Mapping) and all(map(_is_pair, sides.values()))
        require(fine, "flat_sides", "a mapping from paths to pairs", sides)

    @property
    def of_outputs(self):
        """Whether anything of the layers' outputs."""
        return self.outputs or self.ends

    def __or__(self, other):
        """What either of two requests asks for."""
        parts = {name: getattr(self, name) or getattr(other, name) for name in _PARTS}
        return Request(**parts, flat_sides={**other.flat_sides, **self.flat_sides})


def _is_pair(value):
    return isinstance(value, tuple) and len(value) == 2
