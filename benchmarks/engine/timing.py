"""Projects how long cells take, from blocks timed now and from rows stored before."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence


@dataclasses.dataclass(frozen=True)
class Projection:
    """Seconds for what is left; more than that where an experiment is not timed."""

    seconds: float
    is_complete: bool

    def __str__(self):
        if not self.is_complete and not self.seconds:
            return "an unknown time"
        about = "about" if self.is_complete else "more than"
        whole = round(self.seconds)
        if whole < 100:
            return f"{about} {whole} s"
        minutes = round(whole / 60)
        hours = f"{minutes // 60} h {minutes % 60} min"
        return f"{about} {minutes} min" if minutes < 100 else f"{about} {hours}"


class Timing:
    """Seconds per cell of each experiment."""

    def __init__(self):
        self._measured: dict[str, tuple[int, float]] = {}
        self._stored: dict[str, float] = {}
        self.num_blocks = 0

    def add(self, experiment: str, num_cells: int, seconds: float) -> None:
        """Takes the time of one block."""
        cells, total = self._measured.get(experiment, (0, 0.0))
        self._measured[experiment] = (cells + num_cells, total + seconds)
        self.num_blocks += 1

    def learn(self, experiment: str, rows: Sequence[Mapping]) -> None:
        """Takes the seconds of rows, which count until a block has been timed."""
        seconds = [row["seconds"] for row in rows if row["seconds"] is not None]
        if seconds:
            self._stored[experiment] = sum(seconds) / len(seconds)

    def seconds(self, experiment: str, num_cells: int) -> float | None:
        """Projected seconds of some cells; None when nothing is known."""
        if experiment in self._measured:
            cells, total = self._measured[experiment]
            return num_cells * total / cells
        per_cell = self._stored.get(experiment)
        return None if per_cell is None else num_cells * per_cell

    def projected(self, left: Mapping[str, int], num_workers: int = 1) -> Projection:
        """The time for the cells that are left of each experiment."""
        parts = [self.seconds(name, num) for name, num in left.items() if num]
        known = [part for part in parts if part is not None]
        return Projection(sum(known) / num_workers, len(known) == len(parts))
