"""A layer, what Keras offers in its place, and how fast the layer should be."""

import dataclasses
from collections.abc import Callable, Mapping

from benchmarks.layers.modes import MODES

FUSED = 0.6
ELSEWHERE = 1.05


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two layers that are measured side by side.

    Args:
        name: what the command line calls it.
        ours: the layer, in words for the table.
        reference: what it is measured against, in words.
        make_ours: makes the layer. Whatever is missing shows when it is called.
        make_reference: makes what it is measured against.
        input_shape: with the batch.
        targets: mode -> the greatest ratio of the times that is good enough.
    """

    name: str
    ours: str
    reference: str
    make_ours: Callable
    make_reference: Callable
    input_shape: tuple[int, ...]
    targets: Mapping[str, float] = dataclasses.field(default_factory=dict)


def everywhere(ratio):
    """One target for all modes."""
    return dict.fromkeys(MODES, ratio)


def where_fused(*modes):
    """The target of modes with a fused kernel, and that of the others."""
    return {mode: FUSED if mode in modes else ELSEWHERE for mode in MODES}
