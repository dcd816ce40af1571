import dataclasses

import numpy as np

from keras_nntricks.monitors._rules._chance_level import chance_level
from keras_nntricks.monitors._rules._loss_curve import LossCurve

RECENT = 0.2


@dataclasses.dataclass(frozen=True)
class Progress:
    """How far a training has come; its losses are positive.

    Args:
        curve: its `LossCurve`.
        first: the loss of the first batch.
        recent: the mean loss of the last fifth of the steps.
        chance: the loss of a model that has learned nothing of the inputs, penalties
            included; the first loss where it cannot be told.
        is_chance_known: whether it can be told.
        epochs: epochs that have ended.
    """

    curve: LossCurve
    first: float
    recent: float
    chance: float
    is_chance_known: bool
    epochs: int

    @property
    def steps(self):
        return self.curve.steps

    @property
    def fallen(self):
        """The share of the first loss that is gone; negative if the loss rose."""
        return 1 - self.recent / self.first

    @property
    def left(self):
        """The recent loss as a share of what chance gives."""
        return self.recent / self.chance

    @property
    def drift(self):
        """The share by which the last fifth of the steps is below the first fifth."""
        first = self.curve.mean(0, RECENT * self.curve.steps)
        return 1 - self.recent / first if first > 0 else 0.0


def progress(record):
    """`Progress` of a record, or None where the losses tell none.

    Losses that can be negative, as likelihoods of densities are, have no scale.
    """
    curve = LossCurve(record)
    if not curve.ends.size:
        return None
    first = _first(record, curve)
    recent = curve.mean((1 - RECENT) * curve.steps, curve.steps)
    if not (first > 0 and recent >= 0 and np.min(curve.means) >= 0):
        return None
    chance = chance_level(record)
    known = chance is not None and chance > 0
    penalty = _last(record.penalties)
    return Progress(
        curve,
        first,
        recent,
        chance + penalty if known else first,
        known,
        len(record.epoch_numbers),
    )


def _first(record, curve):
    loss = record.losses[0] if len(record.losses) else np.nan
    return float(loss) if np.isfinite(loss) else float(curve.means[0])


def _last(values):
    values = values[np.isfinite(values)]
    return float(values[-1]) if values.size else 0.0
